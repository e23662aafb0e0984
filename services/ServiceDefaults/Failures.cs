using System.Net.Sockets;
using Npgsql;

namespace ServiceDefaults;

/// <summary>
/// Describes an exception for the log: enough to know what is unreachable, without the data that was read or written.
/// </summary>
static class Failures
{
    /// <summary>
    /// The types of the exception and its causes, outermost first, with PostgreSQL's state and the socket's error. A
    /// message is included only if it is the driver's own.
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
