using Microsoft.Extensions.Configuration;

namespace ServiceDefaults.Data;

/// <summary>Work by the limit of one statement: all work in the background, and requests that only read.</summary>
public enum Work
{
    /// <summary>A reaction to events.</summary>
    Consume,

    /// <summary>What a deadline sets off.</summary>
    Timer,

    /// <summary>Checking or applying a file.</summary>
    Import,

    /// <summary>Rewriting the keys of areas that move.</summary>
    Relocate,

    /// <summary>Queueing a history to be sent again.</summary>
    Republish,

    /// <summary>
    /// Answering a GET: whoever asks is to hear soon that it is too much, and the database to be free again.
    /// </summary>
    Read,

    /// <summary>Sending a whole list as a file.</summary>
    File,
}

/// <summary>
/// How long one statement of background work may take, in seconds: Statements:Consume and Statements:Timer, 120 unless
/// set; Statements:Import, Statements:Relocate and Statements:Republish, 1800; of a GET Statements:Read, 15, and of a
/// list sent as a file Statements:File, 120. Any other request's is the Command Timeout of ConnectionStrings:App, 30.
/// PostgreSQL ends the statement itself, so that a statement that is too slow is not taken for a database that is away.
/// </summary>
public sealed class Limits(IConfiguration? configuration = null)
{
    /// <summary>Beyond the limit the server has not even ended the statement: it does not answer.</summary>
    internal const int Grace = 30;

    /// <summary>Without settings.</summary>
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

    /// <summary>Runs one step whose statements have another limit than the session's.</summary>
    public static async Task<T> Within<T>(this Session session, Work work, Func<Task<T>> step, CancellationToken ct)
    {
        var before = await session.Find<string>("select current_setting('statement_timeout')", ct: ct);
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
