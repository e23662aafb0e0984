using Npgsql;
using Testing;
using Xunit;

namespace Platform.Tests;

/// <summary>
/// An upgraded database must have the same schema as a new one, although the text of released migrations and functions
/// may change.
/// </summary>
[Trait("Needs", "time")]
public sealed class SchemaTests(ITestOutputHelper output)
{
    /// <summary>One line for each object of the schemas, with its rights in alphabetical order.</summary>
    const string Everything = """
        with spaces as (select * from pg_namespace where nspname in ('public', 'platform')),
        relations as (
            select c.*, c.oid::regclass::text as name
            from pg_class c
            join spaces s on s.oid = c.relnamespace
            where c.relkind in ('r', 'p', 'v', 'S')
        ),
        routines as (
            select p.*, p.oid::regprocedure::text as name from pg_proc p join spaces s on s.oid = p.pronamespace
        )
        select concat_ws(' ', 'schema', nspname, rights.text)
        from spaces
        cross join lateral (select string_agg(a::text, ' ' order by a::text) as text from unnest(nspacl) a) rights
        union all
        select concat_ws(' ', 'default', d.defaclobjtype, rights.text)
        from pg_default_acl d
        cross join lateral (select string_agg(a::text, ' ' order by a::text) as text from unnest(defaclacl) a) rights
        union all
        select concat_ws(
            ' ', 'relation', name, relkind, relpersistence, relrowsecurity, relforcerowsecurity, reloptions, rights.text,
            obj_description(oid, 'pg_class'), case when relkind = 'v' then pg_get_viewdef(oid) end)
        from relations
        cross join lateral (select string_agg(a::text, ' ' order by a::text) as text from unnest(relacl) a) rights
        union all
        select concat_ws(
            ' ', 'column', r.name, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
            a.attidentity, a.attgenerated, a.attcollation::regcollation, a.attstorage, a.attcompression,
            pg_get_expr(d.adbin, d.adrelid), a.attacl, col_description(r.oid, a.attnum))
        from relations r
        join pg_attribute a on a.attrelid = r.oid and a.attnum > 0
        left join pg_attrdef d on d.adrelid = r.oid and d.adnum = a.attnum
        union all
        select concat_ws(' ', 'index', pg_get_indexdef(i.indexrelid), i.indisvalid)
        from pg_index i
        join relations r on r.oid = i.indrelid
        union all
        select concat_ws(' ', 'constraint', r.name, k.conname, pg_get_constraintdef(k.oid))
        from pg_constraint k
        join relations r on r.oid = k.conrelid
        union all
        select concat_ws(
            ' ', 'policy', r.name, p.polname, p.polcmd, p.polpermissive, p.polroles::regrole[],
            pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid))
        from pg_policy p
        join relations r on r.oid = p.polrelid
        union all
        select concat_ws(' ', 'trigger', pg_get_triggerdef(t.oid), t.tgenabled)
        from pg_trigger t
        join relations r on r.oid = t.tgrelid
        where not t.tgisinternal
        union all
        select concat_ws(
            ' ', 'routine', name, prokind, rights.text, obj_description(oid, 'pg_proc'),
            case when prokind <> 'a' then pg_get_functiondef(oid) end)
        from routines
        cross join lateral (select string_agg(a::text, ' ' order by a::text) as text from unnest(proacl) a) rights
        union all
        select concat_ws(' ', 'collation', c.oid::regcollation, c.collprovider, to_jsonb(c) ->> 'colliculocale')
        from pg_collation c
        join spaces s on s.oid = c.collnamespace
        order by 1
        """;

    [Theory]
    [InlineData("organizations"), InlineData("census"), InlineData("training"), InlineData("jobs")]
    public async Task A_database_upgraded_from_the_release_before_has_the_schema_of_a_new_one(string service)
    {
        var before = await PreviousRelease.BinariesAsync(output.WriteLine);
        await using var upgraded = await TestDatabase.CreateEmptyAsync();
        await MigrateAsync(service, upgraded, before);
        await MigrateAsync(service, upgraded, Binaries.Present);
        await using var anew = await TestDatabase.CreateEmptyAsync();
        await MigrateAsync(service, anew, Binaries.Present);

        var expected = await SchemaAsync(anew);
        Assert.Contains(expected, line => line.StartsWith("routine platform.enter", StringComparison.Ordinal));
        Assert.Equal(expected, await SchemaAsync(upgraded));
    }

    /// <summary>The migrator of the release before only grants its rights again.</summary>
    [Fact]
    public async Task The_migrator_of_the_release_before_keeps_the_functions_of_this_release()
    {
        var before = await PreviousRelease.BinariesAsync(output.WriteLine);
        foreach (var service in WholePlatform.Services)
        {
            await using var database = await TestDatabase.CreateEmptyAsync();
            await MigrateAsync(service, database, Binaries.Present);
            var functions = await FunctionsAsync(database);
            await MigrateAsync(service, database, before);
            Assert.Equal(functions, await FunctionsAsync(database));
        }
    }

    static async Task<IEnumerable<string>> FunctionsAsync(TestDatabase database) =>
        (await SchemaAsync(database)).Where(line => line.StartsWith("routine ", StringComparison.Ordinal));

    async Task MigrateAsync(string service, TestDatabase database, Binaries binaries)
    {
        using StringWriter said = new();
        using RunningProcess process = new(
            service,
            binaries.Program(service),
            0,
            new Dictionary<string, string>
            {
                ["ConnectionStrings__App"] = database.AppText,
                ["ConnectionStrings__Owner"] = database.OwnerText,
            },
            said
        );
        try
        {
            await process.RunVerbAsync(new Dictionary<string, string>(), "migrate");
        }
        finally
        {
            output.WriteLine(said.ToString());
        }
    }

    /// <summary>The schema with the role names of this database replaced by "owner" and "app".</summary>
    static async Task<IEnumerable<string>> SchemaAsync(TestDatabase database)
    {
        var owner = new NpgsqlConnectionStringBuilder(database.OwnerText).Username!;
        return from line in await database.Query<string>(Everything)
            let named = line.Replace(owner, "owner", StringComparison.Ordinal)
            select named.Replace(database.AppUser, "app", StringComparison.Ordinal) into plain
            orderby plain
            select plain;
    }
}
