using System.Text;
using Contracts;
using MassTransit;

namespace ServiceDefaults.Messaging;

/// <summary>What MassTransit itself cannot read (not an envelope, not JSON) is parked like any other poison instead of going to an error queue nobody watches.</summary>
sealed class UnreadableFilter(Inbox inbox, Lane lane, TimeProvider clock) : IFilter<ExceptionReceiveContext>
{
    public async Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        var body = context.Body.GetBytes();
        var id = context.TransportHeaders.Get<string>("MessageId") is { } text && Guid.TryParse(text, out var known) ? known : NewId.NextGuid();
        var readable = Encoding.UTF8.GetString(body).Replace("\0", "", StringComparison.Ordinal);
        for (; ; await Task.Delay(1_000, CancellationToken.None))
        {
            try
            {
                await inbox.ReceiveAsync([Inbox.Unreadable(lane, id, readable, clock.GetUtcNow())], CancellationToken.None);
                return;
            }
            catch (Exception e) when (Inbox.IsTransient(e)) { /* the database is away; the message stays unacknowledged until it is back */ }
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("unreadable");
}
