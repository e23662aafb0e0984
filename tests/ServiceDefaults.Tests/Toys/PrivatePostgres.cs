using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Testing;

namespace ServiceDefaults.Tests.Toys;

/// <summary>
/// A PostgreSQL server of the test in its own directory, on which the commands of OPERATIONS.md are run.
/// </summary>
sealed class PrivatePostgres : IAsyncDisposable
{
    // PostgreSQL does not run as root: use a user namespace in which root has another number, or, where that is
    // forbidden, its own user.
    const string AsPostgres = """
        set -euo pipefail
        as=()
        if [[ $EUID -eq 0 ]]; then
            if unshare --user --map-user=1000 -- touch "$DIR/reached" 2>/dev/null; then as=(unshare --user --map-user=1000 --)
            else chown -R postgres: "$DIR"; as=(setpriv --reuid postgres --regid postgres --clear-groups --); fi
        fi
        bin=$(printf '%s\n' /usr/lib/postgresql/*/bin/pg_ctl | sort -V | tail -n 1)
        PATH=$(dirname "$bin"):$PATH exec "${as[@]}" bash -euo pipefail -c "$SCRIPT" </dev/null
        """;

    const string Begin = """
        initdb -D "$PGDATA" -U postgres -E UTF8 --locale=C.UTF-8 --auth=trust
        printf "%s = '%s'\n" port "$PGPORT" listen_addresses 127.0.0.1 unix_socket_directories '' \
            fsync off max_connections 200 >>"$PGDATA/postgresql.conf"
        pg_ctl -D "$PGDATA" start -w -l "$DIR/log"
        """;

    readonly string _directory = Directory.CreateTempSubdirectory("postgres-").FullName;
    readonly int _port = FreePort();

    public NpgsqlConnectionStringBuilder Address =>
        new()
        {
            Host = "127.0.0.1",
            Port = _port,
            Database = "postgres",
            Username = "postgres",
        };

    public static async Task<PrivatePostgres> StartAsync()
    {
        var server = new PrivatePostgres();
        await server.RunAsync(Begin, "");
        return server;
    }

    /// <summary>Runs the block of OPERATIONS.md whose first line begins so.</summary>
    public async Task RunPageAsync(string title, string moment = "")
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(TestServers.Root, "charts/platform/OPERATIONS.md"));
        var block = lines
            .Select(l => l.Trim())
            .SkipWhile(l => !l.StartsWith($"# {title}", StringComparison.Ordinal))
            .TakeWhile(l => l != "```")
            .ToList();
        Assert.NotEmpty(block);
        await RunAsync(string.Join('\n', block), moment);
    }

    async Task RunAsync(string script, string moment)
    {
        var start = new ProcessStartInfo("bash", ["-c", AsPostgres])
        {
            Environment =
            {
                ["SCRIPT"] = script,
                ["DIR"] = _directory,
                ["PGDATA"] = Path.Combine(_directory, "data"),
                ["BACKUP"] = Path.Combine(_directory, "backup"),
                ["MOMENT"] = moment,
                ["PGHOST"] = "127.0.0.1",
                ["PGPORT"] = _port.ToString(null, null),
                ["PGUSER"] = "postgres",
                ["PGDATABASE"] = "postgres",
            },
        };
        // The server outlives the script and would keep a pipe open.
        start.Environment["OUTPUT"] = Path.Combine(_directory, "output");
        start.ArgumentList[1] = "exec >\"$OUTPUT\" 2>&1\n" + AsPostgres;
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"It ended with {process.ExitCode}: {await File.ReadAllTextAsync(Path.Combine(_directory, "output"))}"
            );
    }

    static int FreePort()
    {
        return Enumerable.Range(24_000 + Environment.ProcessId % 100 * 10, 400).First(IsFree);

        static bool IsFree(int port)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            }
            catch (SocketException)
            {
                return false;
            }
            return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("pg_ctl -D \"$PGDATA\" stop -m immediate || true", "");
        Directory.Delete(_directory, recursive: true);
    }
}
