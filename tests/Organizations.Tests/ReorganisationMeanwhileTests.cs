using Contracts.Census.V1;
using Contracts.Organizations.V1;
using Dapper;
using Npgsql;
using Testing;

namespace Organizations.Tests;

/// <summary>
/// Concurrent work while a township moves. A row that another transaction locks stops the move: tables move in the
/// order of their names.
/// </summary>
public class ReorganisationMeanwhileTests(OrganizationsFixture fixture)
{
    const string Moving = """
        select exists (select from pg_locks l join pg_stat_activity a on a.pid = l.pid
                       where a.datname = current_database() and not l.granted and a.query like '%' || @what || '%')
        """;
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task A_write_elsewhere_does_not_wait_while_a_township_moves()
    {
        var (province, tree, person, _) = await SceneAsync();
        var previewed = (await tree.Preview(await tree.Move(province.Township, province.OtherCounty))).Expect(201);
        await using var locked = await LockAsync("people", person);
        var applying = tree.Apply(previewed);
        await WaitingAsync("relocate_page");

        var elsewhere = await tree.Person(province.Digits + "0102200201");
        Assert.False(applying.IsCompleted);
        await locked.CloseAsync();
        (await applying).Expect(200);
        Assert.Equal(await province.Key(province.Digits + "0102200201"), await KeyOfPerson(elsewhere));
        Assert.Equal(await province.Key(province.Village), await KeyOfPerson(person));
    }

    [Fact]
    public async Task A_person_registered_in_a_moving_township_moves_along()
    {
        var (province, tree, _, appointment) = await SceneAsync();
        var previewed = (await tree.Preview(await tree.Move(province.Township, province.OtherCounty))).Expect(201);
        await using var locked = await LockAsync("appointments", appointment);
        var applying = tree.Apply(previewed);
        await WaitingAsync("relocate_page");

        var late = await tree.Person(province.Village);
        Assert.False(applying.IsCompleted);
        await locked.CloseAsync();
        var applied = (await applying).Expect(200);
        Assert.Equal(await province.Key(province.Village), await KeyOfPerson(late));
        (await tree.Undo(applied)).Expect(200);
        Assert.Equal(await province.Key(province.Village), await KeyOfPerson(late));
    }

    [Fact]
    public async Task A_new_gain_of_sight_during_the_request_stops_the_move_and_nothing_has_moved()
    {
        var (province, tree, person, appointment) = await SceneAsync();
        var before = await KeyOfPerson(person);
        var previewed = (await tree.Preview(await tree.Move(province.Township, province.OtherCounty))).Expect(201);
        await using var locked = await LockAsync("appointments", appointment);
        var applying = tree.Apply(previewed);
        await WaitingAsync("relocate_page");

        await province.Staff(Post.Chair, province.OtherCounty);
        await locked.CloseAsync();
        (await applying).Refused(409, "ORG-0156");
        Assert.Equal((before, before), (await KeyOfPerson(person), await province.Key(province.Village)));
    }

    [Fact]
    public async Task A_household_that_leaves_a_grid_while_its_split_waits_for_writers_stops_the_split()
    {
        var (province, tree, _, _) = await SceneAsync();
        var grid = (await GridAsync(province, province.Village)).Expect(201);
        var household = await tree.Household(province.Village + "800");
        var previewed = (
            await tree.Preview(
                new
                {
                    kind = "split",
                    divisionId = grid.Id,
                    parts = new[]
                    {
                        new
                        {
                            code = province.Village + "801",
                            name = "东网格",
                            rest = true,
                        },
                        new
                        {
                            code = province.Village + "802",
                            name = "西网格",
                            rest = false,
                        },
                    },
                }
            )
        ).Expect(201);
        await using var writing = await _service.SystemSession();
        await writing.Execute("select 1", default);
        var applying = tree.Apply(previewed);
        await WaitingAsync("platform.hold('exclusive')");

        await _service.Deliver(new HouseholdMoved(household, await province.Key(province.Village), []));
        await writing.Commit(default);
        (await applying).Refused(409, "ORG-0156");
        Assert.Equal(await province.Key(province.Village), await tree.KeyOfHousehold(household));
    }

    [Fact]
    public async Task A_division_that_is_made_elsewhere_while_a_township_moves_waits_and_is_made()
    {
        var (province, tree, person, _) = await SceneAsync();
        var previewed = (await tree.Preview(await tree.Move(province.Township, province.OtherCounty))).Expect(201);
        await using var locked = await LockAsync("people", person);
        var applying = tree.Apply(previewed);
        await WaitingAsync("relocate_page");

        var making = GridAsync(province, province.Digits + "0102200201");
        await WaitingAsync("platform.turn");
        await locked.CloseAsync();
        (await applying).Expect(200);
        (await making).Expect(201);
    }

    [Fact]
    public async Task A_table_that_is_applied_elsewhere_while_a_township_moves_waits_and_both_are_done()
    {
        var (province, tree, person, _) = await SceneAsync();
        var elsewhere = await Province.UnknownAsync(_service);
        var table = await elsewhere.Upload(Province.Csv(elsewhere.Rows));
        var previewed = (await tree.Preview(await tree.Move(province.Township, province.OtherCounty))).Expect(201);
        await using var locked = await LockAsync("people", person);
        var applying = tree.Apply(previewed);
        await WaitingAsync("relocate_page");

        var importing = elsewhere.Apply(table);
        await WaitingAsync("platform.turn");
        await locked.CloseAsync();
        (await applying).Expect(200);
        Assert.Equal("applied", (await importing)["state"].GetString());
    }

    [Fact]
    public async Task The_second_of_two_concurrent_moves_waits_and_reads_the_first_ones_result()
    {
        var (province, tree, person, _) = await SceneAsync();
        var move = await tree.Move(province.Township, province.OtherCounty);
        var previewed = new[] { (await tree.Preview(move)).Expect(201), (await tree.Preview(move)).Expect(201) };
        await using var locked = await LockAsync("people", person);
        var applying = Array.ConvertAll(previewed, p => tree.Apply(p));
        await WaitingAsync("relocate_page");
        await locked.CloseAsync();

        var answers = await Task.WhenAll(applying);
        Assert.Equal([200, 409], answers.Select(a => a.Status).Order());
        answers.First(a => a.Status == 409).Refused(409, "ORG-0153");
        Assert.Equal(await province.Key(province.Village), await KeyOfPerson(person));
    }

    /// <summary>A person with a post in the village of the township.</summary>
    async Task<(Province Province, Reorganising Tree, Guid Person, Guid Appointment)> SceneAsync()
    {
        var province = await Province.NewAsync(_service);
        var tree = new Reorganising(_service, province);
        var (holder, _, _) = await province.HolderOfTownship();
        var person = await tree.Person(province.Village);
        var appointment = await _service.Database.Find<Guid>(
            "select id from appointments where person_id = @holder",
            new { holder }
        );
        return (province, tree, person, appointment);
    }

    static async Task<Answer> GridAsync(Province province, string village) =>
        await province.Administrator.Post(
            "/organizations/v1/divisions",
            new
            {
                parentId = (await province.Division(village)).Id,
                kind = "grid",
                code = village + "800",
                name = "一网格",
            }
        );

    async Task<NpgsqlConnection> LockAsync(string table, Guid id)
    {
        var connection = await _service.Database.Admin.OpenConnectionAsync();
        await connection.BeginTransactionAsync();
        Assert.Equal(
            1,
            await connection.ExecuteScalarAsync<int>($"select 1 from {table} where id = @id for update", new { id })
        );
        return connection;
    }

    async Task WaitingAsync(string what)
    {
        for (var i = 0; i < 200; i++)
        {
            if (await _service.Database.Find<bool>(Moving, new { what }))
                return;
            await Task.Delay(50);
        }
        Assert.Fail($"Nothing waits in {what}.");
    }

    Task<string?> KeyOfPerson(Guid id) =>
        _service.Database.Find<string>("select scope_key from people where id = @id", new { id });
}
