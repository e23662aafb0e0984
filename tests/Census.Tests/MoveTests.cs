using Testing;

namespace Census.Tests;

/// <summary>A row recorded during a move gets the household's new key.</summary>
public class MoveTests(CensusFixture census)
{
    readonly TestService _service = census.Service;

    [Fact]
    public async Task A_visit_and_a_need_recorded_during_a_move_get_the_new_key()
    {
        var county = await County.NewAsync(_service);
        var chair = await county.Staff(Contracts.Organizations.V1.Post.FederationOfficer, county.Key);
        for (var round = 0; round < 20; round++)
        {
            var household = await county.Register();
            var etag = (await county.Member.Get(household.Path)).Expect(200).ETag;
            var answers = await Task.WhenAll(
                chair.Post(household.Path + "/move", new { divisionId = county.OtherVillage }, ifMatch: etag),
                county.Visit(household.Id, chair),
                chair.Post("/census/v1/needs", NeedTests.Form(household.Residents[0]))
            );
            answers[0].Expect(200);
            foreach (var made in answers.Skip(1))
                made.Expect(201);
            Assert.Equal(
                county.OtherVillageKey,
                await _service.Database.Find<string>(
                    """
                    select string_agg(distinct scope_key, ',') from (
                        select scope_key
                        from households
                        where id = @Id
                        union all
                        select scope_key
                        from visits
                        where household_id = @Id
                        union all
                        select scope_key
                        from needs
                        where household_id = @Id
                        union all
                        select scope_key
                        from need_timeline
                        where household_id = @Id) x
                    """,
                    household
                )
            );
        }
    }

    [Fact]
    public async Task Rows_of_every_table_about_a_household_get_the_new_key()
    {
        var county = await County.NewAsync(_service);
        var chair = await county.Staff(Contracts.Organizations.V1.Post.FederationOfficer, county.Key);
        var household = await county.Register();
        (await county.Visit(household.Id)).Expect(201);
        (await county.Member.Post("/census/v1/needs", NeedTests.Form(household.Residents[0]))).Expect(201);
        var etag = (await county.Member.Get(household.Path)).Expect(200).ETag;
        (await chair.Post(household.Path + "/move", new { divisionId = county.OtherVillage }, ifMatch: etag)).Expect(
            200
        );

        // A table that is new needs a row here, and a line of HouseholdPlaces.Tables.
        var tables = await _service.Database.Query<string>(
            """
            select table_name
            from information_schema.columns
            where table_schema = 'public' and column_name in ('household_id', 'scope_key')
            group by table_name
            having count(*) = 2
            order by table_name
            """
        );
        Assert.NotEmpty(tables);
        foreach (var table in tables)
            Assert.Equal(
                $"{table} {county.OtherVillageKey}",
                await _service.Database.Find<string>(
                    $"select '{table} ' || string_agg(distinct scope_key, ',') from {table} where household_id = @Id",
                    household
                )
            );
    }
}
