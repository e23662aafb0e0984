using System.Text;
using Dapper;
using FsCheck.Fluent;
using ServiceDefaults.Standards;
using Testing;

namespace Jobs.Tests;

/// <summary>The search of postings compares keys of texts, and finds them by grams.</summary>
public class PostingSearchTests(JobsFixture jobs)
{
    static readonly string Composed = "Café".Normalize(NormalizationForm.FormC),
        Decomposed = "Café".Normalize(NormalizationForm.FormD);

    public static TheoryData<string, string> Forms =>
        new()
        {
            { $"{Composed}店员", $"{Decomposed}店" },
            { $"{Decomposed}店员", $"CAF{Composed[^1..]}店" },
            { "ＡＢＣ导购", "abc导" },
            { "ABC导购", "Ａｂｃ导" },
            { "养老　护理员", "养老护理" },
            { "养老护理员", "养老 护理" },
            { "阿依木•绣娘", "阿依木．绣" },
            { "李\uE863家厨师", "李䶮家" },
            { "月嫂𠮷", "嫂𠮷" },
        };

    [Theory, MemberData(nameof(Forms))]
    public async Task A_title_is_found_in_each_form_of_typing(string title, string query)
    {
        var scene = await Scene.CreateAsync(jobs);
        var (_, manager) = await scene.Employ();
        var posting = await scene.Publish(manager, scene.Posting(title));
        await scene.Publish(manager, scene.Posting("别的岗位"));
        Assert.Equal([posting], await FindAsync(scene, query));
    }

    [Fact]
    public async Task A_search_does_not_match_across_title_and_employer()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (_, manager) = await scene.Employ("员外府酒楼");
        var posting = await scene.Publish(manager, scene.Posting("护理"));
        Assert.Empty(await FindAsync(scene, "护理员"));
        Assert.Equal([posting], await FindAsync(scene, "员外"));
    }

    /// <summary>During a rolling upgrade the release before writes search text and grams by its own rule.</summary>
    [Fact]
    public async Task A_posting_written_by_the_release_before_is_found()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (_, manager) = await scene.Employ();
        var (like, posting) = (await scene.Publish(manager), Guid.CreateVersion7());
        await jobs.Service.Database.Execute(
            """
            insert into postings (
                id, employer_id, employer_name, title, division_id, division_name, scope_key, skills, hours,
                wage_from, wage_to, openings, description, flexible, search_text,
                published_by, published_at)
            select @posting, employer_id, employer_name, 'Ａ 绣娘', division_id, division_name, scope_key, skills, hours,
                wage_from, wage_to, openings, description, flexible, 'ａ 绣娘',
                published_by, published_at from postings where id = @like;
            insert into posting_grams (gram, posting_id)
            select unnest(array['ａ', '绣', '娘', 'ａ ', ' 绣', '绣娘']), @posting;
            """,
            new { like, posting }
        );
        Assert.Equal([posting], await FindAsync(scene, "a绣"));
    }

    [Fact]
    public async Task Postings_without_a_key_are_found_after_the_migration()
    {
        await using var database = await TestDatabase.CreateAsync(typeof(Subscriptions).Assembly);
        await database.Execute(
            """
            alter table postings disable trigger user;
            insert into postings (
                id, employer_id, employer_name, title, division_id, division_name, scope_key, skills, hours,
                wage_from, wage_to, openings, description, flexible, search_text,
                published_by, published_at)
            select id, id, 'Ｅ  公司', title, id, 'd', 'k', '{}', '[]', 0, 0, 9, 'd', false, lower(title) || ' ｅ 公司', id,
                now()
            from (select gen_random_uuid() as id, title from unnest(array['ＡＢ 厨师', '厨师']) title) n;
            insert into posting_grams (gram, posting_id)
            select distinct substr(search_text, n, 2), id
            from postings, generate_series(1, 9) n;
            alter table postings enable trigger user;
            """
        );
        await using var owner = await database.Owner.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await owner.ExecuteAsync(
            await File.ReadAllTextAsync(
                Path.Combine(TestServers.Root, "services/Jobs/Migrations/0023_posting_keys_of_before.sql"),
                TestContext.Current.CancellationToken
            )
        );
        Assert.Equal(
            ["ab厨师 e公司", "厨师 e公司"],
            await database.Query<string>("select search_text from postings order by 1")
        );
        Assert.Equal(
            0,
            await database.Find<int>(
                """
                select count(*)::int
                from (
                    select unnest(posting_pieces(search_text)), id
                    from postings
                    except
                    select gram, posting_id
                    from posting_grams
                ) missing
                """
            )
        );
    }

    [Fact]
    public async Task Every_part_of_a_key_is_found_by_its_grams()
    {
        var keys = Gen.NonEmptyListOf(Gen.Elements("妈", "岗", "A", "b", "𠮷", " ", "e\u0301", "q\u0301"))
            .Select(letters => PersonName.KeyOf(string.Concat(letters)))
            .Sample(200)
            .ToArray();
        Assert.Empty(
            await jobs.Service.Database.Query<string>(
                """
                select key from unnest(@keys) key, generate_series(1, length(key)) start, generate_series(1, 6) size
                where not posting_pairs(substr(key, start, size)) <@ posting_pieces(key)
                """,
                new { keys }
            )
        );
    }

    static async Task<Guid[]> FindAsync(Scene scene, string query) =>
        [
            .. (
                await scene
                    .Service.AsNobody()
                    .Get($"/jobs/v1/postings?divisionId={scene.County.Id}&q={Uri.EscapeDataString(query)}")
            )
                .Expect(200)
                .Items.Select(p => p.GetProperty("id").GetGuid()),
        ];
}
