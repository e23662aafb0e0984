using ServiceDefaults.Data;

namespace Organizations.Features.Coverages;

/// <summary>
/// The moment for a question about a day: its end in China; now if no day is given.
/// </summary>
static class Moment
{
    public static DateTimeOffset Of(DateOnly? asOf, Session session) =>
        asOf is { } day ? ChinaDay.End(day) : session.Now;
}
