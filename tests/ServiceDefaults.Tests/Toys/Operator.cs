using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;
using ServiceDefaults.Messaging.Reconcile;
using Testing;

namespace ServiceDefaults.Tests.Toys;

/// <summary>The operator's steps after a restore.</summary>
static class Operator
{
    /// <summary>A third service, which keeps a projection of the first one's events.</summary>
    public static ServiceSetup Notes { get; } =
        new(
            new EventSubscriptions("notekeepers", typeof(ToyService).Assembly)
                .On<ThingNamed>(
                    async (received, session, ct) =>
                        await session.Execute(
                            """
                            insert into notes (id, body)
                            values (@ThingId, @Name)
                            on conflict (id)
                                do update set body = notes.body || ',' || excluded.body
                            """,
                            received.Event,
                            ct
                        )
                )
                .Rebuilds<ThingNamed>("notes"),
            _ => { }
        );

    /// <summary>First the receiver's mark, then the publisher's digest, then the comparison.</summary>
    public static async Task<(int Code, string Said)> ReconcileAsync(
        TestService publisher,
        TestService receiver,
        bool repair = false,
        Func<Task>? meanwhile = null
    )
    {
        var (mine, subscriptions) = (
            receiver.Services.GetRequiredService<NpgsqlDataSource>(),
            receiver.Services.GetRequiredService<EventSubscriptions>()
        );
        using StringWriter mark = new(),
            digest = new(),
            said = new();
        await EventDigest.MarkAsync(mine, subscriptions.Service, mark, default);
        await EventDigest.WriteAsync(
            publisher.Services.GetRequiredService<NpgsqlDataSource>(),
            publisher.Services.GetRequiredService<EventSubscriptions>().Service,
            new StringReader(mark.ToString()),
            digest,
            default
        );
        if (meanwhile is not null)
            await meanwhile();
        var reconciler = new Reconciler(
            receiver.Services.GetRequiredService<SessionFactory>(),
            mine,
            subscriptions,
            receiver.Services.GetRequiredService<Inbox>()
        )
        {
            Patience = 2,
        };
        return (
            await reconciler.CompareAsync(new StringReader(digest.ToString()), repair, said, default),
            said.ToString()
        );
    }

    /// <summary>Behind, missing, ahead, lost, outbox and parked, of the first publisher.</summary>
    public static string Figures(string said) =>
        string.Join(' ', said.Split('\n')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[2..]);
}
