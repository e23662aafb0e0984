using System.Text;
using Testing;

namespace Census.Tests;

public class SealingTests(CensusFixture census)
{
    readonly TestService _service = census.Service;

    [Fact]
    public async Task A_value_that_does_not_open_is_null_and_the_rest_of_the_answer_is_there()
    {
        var county = await County.NewAsync(_service);
        var (damaged, whole) = (
            await county.Register(Resident.New("王秀兰")),
            await county.Register(Resident.New("李梅"))
        );
        await _service.Database.Query<int>(
            "update residents set name = '\\x0279790000' where household_id = @Id returning 1",
            new { damaged.Id }
        );
        await _service.Database.Query<int>(
            "update households set address = '\\x' where id = @Id returning 1",
            new { damaged.Id }
        );
        var list = (await county.Member.Get("/census/v1/households"))
            .Expect(200)
            .Items.ToDictionary(h => h.GetProperty("id").GetGuid());
        Assert.Null(list[damaged.Id].GetProperty("address").GetString());
        Assert.Null(list[damaged.Id].GetProperty("headName").GetString());
        Assert.Equal("城东街12号", list[whole.Id].GetProperty("address").GetString());
        var read = (await county.Member.Get(damaged.Path)).Expect(200);
        var resident = read["residents"][0];
        Assert.Null(resident.GetProperty("name").GetString());
        Assert.NotNull(resident.GetProperty("telephoneMasked").GetString());
        Assert.Equal(
            [$"{damaged.Id}/address", $"{resident.GetProperty("id").GetGuid()}/name"],
            read.Headers["Unreadable"].Split(", ")
        );
    }

    [Fact]
    public async Task No_row_of_the_database_holds_personal_text_in_clear()
    {
        var county = await County.NewAsync(_service);
        var person = Resident.New("慕容芷晴") with { RegistrationPlace = "青海省门源县浩门镇" };
        var made = Registered.Of(
            (
                await county.Member.Post(
                    "/census/v1/households",
                    county.Household(person) with
                    {
                        Address = "解放北路八十八号院",
                        Dwelling = "窑洞三孔半",
                    }
                )
            ).Expect(201)
        );
        (
            await county.Member.Post(
                "/census/v1/visits",
                new
                {
                    householdId = made.Id,
                    kind = "visit",
                    visitedAt = _service.Clock.GetUtcNow(),
                    diary = "丈夫常年在外打工",
                }
            )
        ).Expect(201);
        var need = (
            await county.Member.Post(
                "/census/v1/needs",
                new
                {
                    residentId = made.Residents[0],
                    kind = "work",
                    note = "孩子接送紧张",
                    consent = true,
                }
            )
        ).Expect(201).Id;
        (
            await county.Member.Post($"/census/v1/needs/{need}/close", new { outcome = "other", note = "转由娘家照料" })
        ).Expect(200);
        (
            await county.Member.Post(
                $"/census/v1/residents/{made.Residents[0]}/disclosures",
                new { fields = new[] { "telephone", "citizen-id" }, reason = "核对登记信息" }
            )
        ).Expect(200);
        (await county.Member.Get("/census/v1/households?q=芷晴")).Expect(200);

        string[] secrets =
        [
            person.Name,
            "芷晴",
            "芷",
            person.CitizenId!,
            person.Telephone!,
            person.RegistrationPlace!,
            "解放北路",
            "窑洞",
            "常年在外",
            "接送紧张",
            "娘家",
        ];
        var columns = await _service.Database.Query<Column>(
            """
            select c.table_schema as schema, c.table_name as table, c.column_name as name, c.data_type as type
            from information_schema.columns c
                join information_schema.tables t on t.table_schema = c.table_schema
                    and t.table_name = c.table_name
                    and t.table_type = 'BASE TABLE'
            where c.table_schema in ('public', 'platform')
                and c.data_type in ('text', 'bytea', 'jsonb', 'json', 'ARRAY', 'character', 'character varying')
            """
        );
        Assert.Contains(columns, c => c is { Table: "residents", Name: "name" });
        Assert.Contains(columns, c => c is { Table: "events", Name: "body" });
        List<string> leaks = [];
        foreach (var column in columns)
        {
            var bytes = column.Type == "bytea" ? $"\"{column.Name}\"" : $"convert_to(\"{column.Name}\"::text, 'UTF8')";
            foreach (var secret in secrets)
            {
                // The three bytes of one character also occur by chance in megabytes of sealed text.
                var found =
                    secret.Length == 1 && column.Type == "bytea"
                        ? $"{bytes} = @secret"
                        : $"position(@secret in {bytes}) > 0";
                if (
                    await _service.Database.Find<bool>(
                        $"""select exists (select from "{column.Schema}"."{column.Table}" where {found})""",
                        new { secret = Encoding.UTF8.GetBytes(secret) }
                    )
                )
                    leaks.Add($"{column.Schema}.{column.Table}.{column.Name}: {secret}");
            }
        }
        Assert.Empty(leaks);
    }

    [Fact]
    public async Task Without_a_caller_the_service_role_sees_no_row()
    {
        var made = await (await County.NewAsync(_service)).Register();
        await using var connection = await _service.Database.App.OpenConnectionAsync();
        foreach (
            var table in new[]
            {
                "households",
                "residents",
                "household_categories",
                "household_grams",
                "visits",
                "needs",
                "need_timeline",
                "merge_tasks",
            }
        )
        {
            await using var command = new Npgsql.NpgsqlCommand($"select count(*) from {table}", connection);
            Assert.Equal(0L, await command.ExecuteScalarAsync());
        }
        Assert.NotEqual(Guid.Empty, made.Id);
    }

    [Fact]
    public async Task A_sealed_value_moved_to_another_row_does_not_open()
    {
        var county = await County.NewAsync(_service);
        var made = await county.Register(Resident.New(), Resident.New("李大海", "1", sex: "1"));
        await _service.Database.Execute(
            "update residents a set name = b.name from residents b where a.id = @to and b.id = @from",
            new { to = made.Residents[0], from = made.Residents[1] }
        );
        var answer = (await county.Member.Get($"/census/v1/residents/{made.Residents[0]}")).Expect(200);
        Assert.Null(answer["name"].GetString());
        Assert.DoesNotContain("李大海", answer.Text, StringComparison.Ordinal);
    }

    sealed record Column(string Schema, string Table, string Name, string Type);
}
