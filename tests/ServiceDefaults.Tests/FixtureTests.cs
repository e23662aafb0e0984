using Contracts.Organizations.V1;
using ServiceDefaults.Tests.Toys;

namespace ServiceDefaults.Tests;

public sealed class FixtureTests(ToyFixture toys)
{
    [Fact]
    public async Task A_service_under_test_answers_applies_events_and_publishes()
    {
        var keeper = Guid.CreateVersion7();
        await toys.Service.Deliver(
            new AppointmentStarted(
                Guid.CreateVersion7(),
                keeper,
                ToyService.Keeper,
                "a1",
                null,
                toys.Service.Clock.GetUtcNow().AddMinutes(-1)
            )
        );

        var created = (
            await toys.Service.As(keeper).Post("/toys/v1/things", new { name = "first", scopeKey = "a1b" })
        ).Expect(201);

        Assert.Equal(created.Id, (await toys.Service.As(keeper).Get($"/toys/v1/things/{created.Id}")).Expect(200).Id);
        Assert.Contains(await toys.Service.Published<ThingNamed>(), e => e.ThingId == created.Id);
        await toys.Service.OutboxEmpty();
    }
}
