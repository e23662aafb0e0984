using Microsoft.Extensions.Configuration;

namespace ServiceDefaults.Data;

/// <summary>
/// Kinds of work that have their own limit of one statement: all background work, and requests that only read.
/// </summary>
public enum Work
{
    /// <summary>A reaction to events.</summary>
    Consume,

    /// <summary>The effect of a timer.</summary>
    Timer,

    /// <summary>Checking or applying a file.</summary>
    Import,

    /// <summary>Rewriting the keys of areas that move.</summary>
    Relocate,

    /// <summary>Queueing a stream's history for publication again.</summary>
    Republish,

    /// <summary>Answering a GET: a query that is too expensive fails soon and frees the database.</summary>
    Read,

    /// <summary>Sending a whole list as a file.</summary>
    File,
}

/// <summary>
/// Limits of one statement, in seconds. Defaults: Statements:Consume, Statements:Timer and Statements:File 120;
/// Statements:Import, Statements:Relocate and Statements:Republish 1800; Statements:Read 15. All other requests use the
/// Command Timeout of ConnectionStrings:App, 30. PostgreSQL cancels the statement itself, so that a slow statement is
/// not mistaken for an unreachable database.
/// </summary>
sealed class Limits(IConfiguration? configuration = null)
{
    /// <summary>
    /// Seconds after the limit. If the server has not cancelled the statement by then, it is unreachable.
    /// </summary>
    internal const int Grace = 30;

    /// <summary>The defaults.</summary>
    public static Limits Usual { get; } = new();

    /// <summary>The limit of one statement, in seconds.</summary>
    public int Seconds(Work work) =>
        configuration?.GetValue<int?>($"Statements:{work}")
        ?? work switch
        {
            Work.Read => 15,
            Work.Consume or Work.Timer or Work.File => 120,
            _ => 1800,
        };
}

static class LimitedSession
{
    const string Set = "select set_config('statement_timeout', @limit, true)";

    /// <summary>Runs one step under the statement limit of another kind of work.</summary>
    public static async Task<T> Within<T>(this Session session, Work work, Func<Task<T>> step, CancellationToken ct)
    {
        var before = await session.Find<string>("select current_setting('statement_timeout')", ct);
        var limit = session.Limit;
        session.Limit = session.Limits.Seconds(work);
        try
        {
            await session.Find<string>(Set, new { limit = $"{session.Limit}s" }, ct);
            var result = await step();
            await session.Find<string>(Set, new { limit = before }, ct);
            return result;
        }
        finally
        {
            session.Limit = limit;
        }
    }
}
