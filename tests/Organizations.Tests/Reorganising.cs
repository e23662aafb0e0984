using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

/// <summary>Makes reorganisations as an officer, and reads the registers before and after.</summary>
sealed class Reorganising(TestService service, Province province)
{
    public const string Path = "/organizations/v1/reorganisations";

    /// <summary>The whole state of the tree, row by row: divisions, their history, and their successors.</summary>
    const string Export = """
        select string_agg(line, E'\n' order by line) from (
            select concat_ws(
                '|', 'd', id, parent_id, key, code, name, kind, level, valid_from, valid_to, since
            ) as line
            from divisions
            where key >= @root and key < @root || '~' and valid_to is distinct from valid_from
            union all
            select concat_ws(
                '|', 'h', h.division_id, h.parent_id, h.key, h.code, h.name, h.kind, h.level, h.valid_from, h.valid_to
            )
            from division_history h
            where h.key >= @root and h.key < @root || '~'
            union all
            select concat_ws('|', 's', s.division_id, s.successor_id, s.relation, s.since)
            from division_successors s
            join divisions d on d.id = s.division_id and d.key >= @root and d.key < @root || '~'
            union all
            select concat_ws('|', 'p', id, scope_key)
            from people
            where scope_key >= @root and scope_key < @root || '~'
            union all
            select concat_ws('|', 'a', id, scope_key)
            from appointments
            where scope_key >= @root and scope_key < @root || '~'
            union all
            select concat_ws('|', 'x', id, scope_key)
            from households
            where scope_key >= @root and scope_key < @root || '~'
            union all
            select concat_ws('|', 'c', id, scope_key)
            from coverages
            where scope_key >= @root and scope_key < @root || '~'
            union all
            select concat_ws('|', 'l', id, scope_key)
            from coverage_leads
            where scope_key >= @root and scope_key < @root || '~'
            union all
            select concat_ws('|', 'g', id, scope_key)
            from platform.grants
            where scope_key >= @root and scope_key < @root || '~') l
        """;

    public Client Administrator => province.Administrator;

    /// <param name="since">People registered since, who are left out.</param>
    public async Task<string> State(params Guid[] since) =>
        string.Join(
            '\n',
            (
                await service.Database.Find<string>(
                    Export,
                    new { root = await province.Key(province.Digits + "0000000000") }
                )
            )!
                .Split('\n')
                .Where(l => !since.Any(s => l.Contains(s.ToString(), StringComparison.Ordinal)))
        );

    public Task<Answer> Preview(object request, Client? by = null) => (by ?? Administrator).Post(Path, request);

    public Task<Answer> Apply(Answer previewed, Client? by = null) => Do(previewed, "apply", by);

    public Task<Answer> Undo(Answer applied, Client? by = null) => Do(applied, "undo", by);

    /// <summary>Previews and applies.</summary>
    public async Task<Answer> Make(object request) => (await Apply((await Preview(request)).Expect(201))).Expect(200);

    /// <summary>The code of the new village of <see cref="MergeVillages"/>.</summary>
    public string Merged => province.Digits + "0101100009";

    /// <summary>Merges the two villages of the township.</summary>
    public async Task<Answer> MergeVillages(string name) =>
        await Make(
            new
            {
                kind = "merge",
                divisionIds = new[]
                {
                    (await province.Division(province.Village)).Id,
                    (await province.Division(province.Digits + "0101100002")).Id,
                },
                code = Merged,
                name,
            }
        );

    public async Task<object> Move(string code, string parent) =>
        new
        {
            kind = "move",
            divisionId = (await province.Division(code)).Id,
            parentId = (await province.Division(parent)).Id,
        };

    /// <summary>Undoes it at the version of the answer.</summary>
    public Task<Answer> Do(Answer row, string what, Client? by = null, string? etag = null) =>
        (by ?? Administrator).Send(
            HttpMethod.Post,
            $"{Path}/{row.Id}/{what}",
            new { },
            ("Idempotency-Key", Guid.NewGuid().ToString()),
            ("If-Match", etag ?? $"\"v{row["version"].GetInt64()}\"")
        );

    /// <summary>A person registered at a division; callers who see the division see the person.</summary>
    public async Task<Guid> Person(string code) =>
        (
            await Administrator.Post(
                "/organizations/v1/people",
                new { name = "某人", divisionId = (await province.Division(code)).Id }
            )
        )
            .Expect(201)
            .Id;

    public async Task<bool> Sees(Client staff, Guid person) =>
        (await staff.Get($"/organizations/v1/people/{person}")).Status == 200;

    /// <summary>A household of Census in a division.</summary>
    public async Task<Guid> Household(string code)
    {
        var id = Guid.CreateVersion7();
        await service.Deliver(
            new Contracts.Census.V1.HouseholdRegistered(id, await province.Key(code), 3, Guid.CreateVersion7())
        );
        return id;
    }

    public Task<string?> KeyOfHousehold(Guid id) =>
        service.Database.Find<string>("select scope_key from households where id = @id", new { id });

    /// <summary>The last published reorganisation of this province.</summary>
    public async Task<DivisionsReorganised> Published()
    {
        var root = await province.Key(province.Digits + "0000000000");
        return (await service.Published<DivisionsReorganised>()).Last(e =>
            e.Divisions.Any(d => d.Key.StartsWith(root, StringComparison.Ordinal))
        );
    }

    /// <summary>A random request about existing divisions; null if none is possible.</summary>
    public async Task<(object? Request, bool Moves)> AnyRequest(Random random, int number)
    {
        var open = await service.Database.Query<(Guid Id, Guid? Parent, int Level)>(
            "select id, parent_id, level from divisions where valid_to is null and code like @like order by key",
            new { like = province.Digits + "%" }
        );
        var villages = open.Where(d => d.Level == 5).ToList();
        var some = villages[random.Next(villages.Count)];
        string Code(int n) => $"{province.Digits}0101100{500 + number * 10 + n}";
        switch (random.Next(4))
        {
            case 0:
                var town = open.Where(d => d.Level == 4).ElementAt(random.Next(2));
                return (
                    new
                    {
                        kind = "move",
                        divisionId = town.Id,
                        parentId = open.Where(d => d.Level == 3).ElementAt(random.Next(2)).Id,
                    },
                    true
                );
            case 1:
                return (
                    new
                    {
                        kind = "move",
                        divisionId = some.Id,
                        parentId = open.Where(d => d.Level == 4).ElementAt(random.Next(2)).Id,
                    },
                    true
                );
            case 2:
                var sisters = villages.Where(v => v.Parent == some.Parent).Select(v => v.Id).Take(3).ToArray();
                return sisters.Length < 2
                    ? (null, false)
                    : (
                        new
                        {
                            kind = "merge",
                            divisionIds = sisters,
                            code = Code(0),
                            name = "合并村",
                        },
                        false
                    );
            default:
                return (
                    new
                    {
                        kind = "split",
                        divisionId = some.Id,
                        parts = new[]
                        {
                            new
                            {
                                code = Code(1),
                                name = "东村",
                                rest = true,
                            },
                            new
                            {
                                code = Code(2),
                                name = "西村",
                                rest = false,
                            },
                        },
                    },
                    false
                );
        }
    }
}
