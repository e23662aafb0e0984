using System.Diagnostics;
using System.Net;
using Contracts.Organizations.V1;
using Contracts.Training.V1;
using Stories;
using Testing;
using Xunit;

namespace Platform.Tests;

/// <summary>After the end of a post all services refuse the person within five seconds, with any backlog.</summary>
public sealed class RevocationTests(PlatformFixture platform, ITestOutputHelper output)
{
    const int Backlog = 20_000;

    const string Flood = """
        select platform.publish(
            array_agg(gen_random_uuid()), array_agg('training.enrolment'::text), array_agg(@type::text),
            array_agg(0::smallint), array_agg(id),
            array_agg(
                format(
                    '{"enrolmentId":"%s","classId":"%s","personId":"%s","course":"domestic-service","enrolledBy":"%s"}',
                    id, id, id, id
                )::text
            ),
            array_agg(null::text), now())
        from (select gen_random_uuid() as id from generate_series(1, @Backlog)) x
        """;

    [Fact]
    public async Task A_person_whose_post_ended_is_refused_by_another_service()
    {
        var took = await RevokeAsync(11);
        Assert.True(took < TimeSpan.FromSeconds(5), $"still accepted after {took.TotalSeconds:0.0} s");
    }

    [Fact]
    public async Task A_backlog_of_other_events_does_not_delay_the_refusal()
    {
        var before = await AppliedAsync();
        await RevokeAsync(12, async () =>
        {
            await platform
                .Databases["training"]
                .Find<string>(Flood, new { type = typeof(LearnerEnrolled).FullName, Backlog });
            await Eventually.True(async () => await AppliedAsync() > before, "Census applies the backlog");
        });
        // Counts events instead of seconds, for the backlog keeps the machine busy: an event queued behind the backlog
        // would be applied after all of it.
        var applied = await AppliedAsync() - before;
        output.WriteLine($"Census had applied {applied} of {Backlog} other events");
        Assert.InRange(applied, 1, Backlog - 1);
        await Ledger.SettledAsync(platform);
    }

    async Task<TimeSpan> RevokeAsync(long seed, Func<Task>? first = null)
    {
        using var client = new PlatformClient(platform.Gateway, seed, TimeProvider.System);
        var person = new People(seed).Woman(1988);
        var division = (await client.GetAsync(null, $"/organizations/v1/divisions/by-code/{FromVisitToJob.Community}"))
            .Expect(HttpStatusCode.OK)
            .Id;
        var id = (
            await client.PostAsync(FromVisitToJob.Administrator, "/organizations/v1/people", new { name = person.Name })
        )
            .Expect(HttpStatusCode.Created)
            .Id;
        var appointment = (
            await client.PostAsync(
                FromVisitToJob.Administrator,
                "/organizations/v1/appointments",
                new
                {
                    personId = id,
                    post = Post.GridMember,
                    divisionId = division,
                }
            )
        ).Expect(HttpStatusCode.Created).Id;
        await client.EventuallyAsync(
            "the post holds",
            () => client.GetAsync(id, "/census/v1/households"),
            a => a.Status == HttpStatusCode.OK
        );
        if (first is not null)
            await first();
        Assert.True(
            (
                await client.PostAsync(
                    FromVisitToJob.Administrator,
                    $"/organizations/v1/appointments/{appointment}/end",
                    new { },
                    "\"v1\""
                )
            ).IsSuccess
        );
        var since = Stopwatch.StartNew();
        await Eventually.True(
            async () => (await client.GetAsync(id, "/census/v1/households")).Status == HttpStatusCode.Forbidden,
            "refused"
        );
        var took = since.Elapsed;
        output.WriteLine($"refused after {took.TotalMilliseconds:0} ms");
        return took;
    }

    Task<long> AppliedAsync() =>
        platform
            .Databases["census"]
            .Find<long>("select count(*) from platform.inbox where stream = 'training.enrolment'");
}
