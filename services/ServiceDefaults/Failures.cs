using System.Net.Sockets;
using Npgsql;

namespace ServiceDefaults;

/// <summary>
/// What a log may say of an exception: enough to know what is away, and nothing of what was being read or written.
/// </summary>
static class Failures
{
    /// <summary>
    /// The kinds of the exception and of those that caused it, outermost first, with PostgreSQL's state and the
    /// socket's error. A message is told only where it is the driver's own.
    /// </summary>
    public static string Brief(this Exception exception)
    {
        List<string> causes = [];
        for (var e = exception; e is not null && causes.Count < 4; e = e.InnerException)
            causes.Add(
                e switch
                {
                    PostgresException p => $"{nameof(PostgresException)} {p.SqlState}",
                    NpgsqlException => $"{nameof(NpgsqlException)} \"{e.Message}\"",
                    SocketException s => $"{nameof(SocketException)} {s.SocketErrorCode}",
                    _ => e.GetType().Name,
                }
            );
        return string.Join(" < ", causes);
    }
}
