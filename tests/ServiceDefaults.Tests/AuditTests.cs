using ServiceDefaults.Data;
using ServiceDefaults.Tests.Toys;
using Testing;

namespace ServiceDefaults.Tests;

/// <summary>The audit rows of requests with personal data.</summary>
public sealed class AuditTests(ToyFixture toys)
{
    sealed record Row(string CallerKind, Guid? CallerId, string Purpose, string Action, Guid[] Subjects);

    async Task<(Client Keeper, Guid Id)> NewThing()
    {
        var keeper = await toys.Service.Holder(ToyService.Keeper, "a");
        return (
            keeper,
            (await keeper.Post("/toys/v1/things", new { name = $"{Guid.NewGuid()}", scopeKey = "a1" })).Expect(201).Id
        );
    }

    Task<IReadOnlyList<Row>> Of(Guid subject) =>
        toys.Database.Query<Row>(
            """
            select caller_kind, caller_id, purpose, action, subjects
            from platform.audit
            where @subject = any (subjects)
            order by position
            """,
            new { subject }
        );

    [Fact]
    public async Task Each_request_with_personal_data_writes_one_row_with_caller_action_and_purpose()
    {
        var (keeper, id) = await NewThing();
        (
            await new Client(toys.Service.Http, TestService.DevelopmentKey, keeper.Subject)
            {
                Purpose = "家访前核对",
            }.Get($"/toys/v1/things/{id}")
        ).Expect(200);
        var rows = await Of(id);
        Assert.Equal(["POST /toys/v1/things", "GET /toys/v1/things/{id:guid}"], rows.Select(r => r.Action));
        Assert.Equal(["POST /toys/v1/things", "家访前核对"], rows.Select(r => r.Purpose));
        Assert.All(rows, r => Assert.Equal(("staff", keeper.Subject), (r.CallerKind, r.CallerId!.Value)));
        Assert.All(rows, r => Assert.Equal([id], r.Subjects));
    }

    [Fact]
    public async Task A_read_answered_with_304_or_from_a_stored_answer_writes_its_row_too()
    {
        var (keeper, id) = await NewThing();
        var tag = (await keeper.Get($"/toys/v1/things/{id}")).Expect(200).ETag;
        (await keeper.Get($"/toys/v1/things/{id}", tag)).Expect(304);
        Assert.Equal(3, (await Of(id)).Count);
    }

    [Fact]
    public async Task A_refused_request_writes_no_row()
    {
        var (_, id) = await NewThing();
        (await (await toys.Service.Holder(ToyService.Keeper, "b")).Get($"/toys/v1/things/{id}")).Expect(404);
        Assert.Single(await Of(id));
    }

    [Fact]
    public async Task The_service_itself_can_read_the_audit_and_a_caller_cannot()
    {
        var (keeper, id) = await NewThing();
        await using var session = new Session(toys.Database.App, toys.Service.Clock, toys.Service.Sealer);
        await session.Enter(
            new()
            {
                Subject = keeper.Subject,
                AsPerson = true,
                StaffRoles = [ToyService.Keeper],
            },
            default
        );
        Assert.Equal(0, await session.Find<long>("select count(*) from platform.audit", default));
        Assert.NotEqual(
            0,
            await session.AsSystem(
                () =>
                    session.Find<long>(
                        "select count(*) from platform.audit where @id = any (subjects)",
                        new { id },
                        default
                    ),
                default
            )
        );
    }
}
