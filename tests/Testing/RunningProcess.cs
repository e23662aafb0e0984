using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Testing;

/// <summary>
/// One of the five processes, started from its build output. Tests can kill it and start it again.
/// </summary>
public sealed class RunningProcess(
    string name,
    string dll,
    int port,
    IReadOnlyDictionary<string, string> environment,
    TextWriter log
) : IDisposable
{
    static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false })
    {
        Timeout = TimeSpan.FromSeconds(5),
    };

    /// <summary>Limit of each wait; long enough for a busy machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    Process? _process;

    public string Name => name;
    public int Port => port;
    public int Id => _process!.Id;
    public Uri Address { get; } = new($"http://127.0.0.1:{port}");

    /// <summary>Processor time since the start.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process!.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory in MB.</summary>
    public double Memory =>
        double.Parse(
            File.ReadLines($"/proc/{Id}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal))[
                "VmRSS:".Length..^"kB".Length
            ],
            CultureInfo.InvariantCulture
        ) / 1024;

    /// <summary>Environment variables for later starts; null removes one.</summary>
    public Dictionary<string, string?> Extra { get; } = [];

    public void Start() =>
        _process = Run(
            serve: true,
            environment.Concat(Extra.Where(e => e.Value is not null).Select(e => KeyValuePair.Create(e.Key, e.Value!)))
        );

    /// <summary>Runs a verb of the program and waits for its end.</summary>
    public async Task RunVerbAsync(IReadOnlyDictionary<string, string> more, params string[] arguments)
    {
        using var process = Run(serve: false, environment.Concat(more), arguments);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{name} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }

    /// <summary>Runs a verb of the program with this standard input.</summary>
    /// <returns>Exit code and standard output, without the log.</returns>
    public async Task<(int Code, string Said)> AskVerbAsync(string input, params string[] arguments)
    {
        var start = Prepare(environment, arguments);
        start.RedirectStandardInput = true;
        using var process = Process.Start(start)!;
        var (said, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        if (await error is { Length: > 0 } wrong)
            lock (log)
                log.WriteLine($"{name} {string.Join(' ', arguments)}: {wrong}");
        return (process.ExitCode, await said);
    }

    /// <summary>Sends SIGKILL: the program runs no handler, flushes no buffer and closes no connection.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
    }

    /// <summary>Sends SIGTERM, as an orchestrator does.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        using (var signal = Process.Start("kill", ["-TERM", Id.ToString(null, null)]))
            await signal.WaitForExitAsync();
        await _process!.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public Task ReadyAsync(string path = "/health/ready") =>
        Eventually.Of(
            () =>
            {
                if (_process!.HasExited)
                    throw new InvalidOperationException($"{name} ended with {_process.ExitCode} while starting");
                return AskAsync(path);
            },
            answer => answer.Status == HttpStatusCode.OK,
            $"{name} ready",
            Patience
        );

    /// <summary>Gets a path of the process, such as /health/live; the status is null without an answer.</summary>
    public async Task<(HttpStatusCode? Status, string Text)> AskAsync(string path)
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri(Address, path));
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return (null, "");
        }
    }

    public async Task KillAndStartAsync()
    {
        Kill();
        Start();
        await ReadyAsync();
    }

    public void Dispose()
    {
        if (_process is { HasExited: false })
            Kill();
        _process?.Dispose();
    }

    Process Run(bool serve, IEnumerable<KeyValuePair<string, string>> variables, params string[] arguments)
    {
        var process = new Process { StartInfo = Prepare(variables, arguments) };
        void Keep(object _, DataReceivedEventArgs line)
        {
            if (line.Data is not null)
                lock (log)
                    log.WriteLine($"{name}: {line.Data}");
        }
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (serve)
            ArgumentOutOfRangeException.ThrowIfNotEqual(arguments.Length, 0);
        return process;
    }

    ProcessStartInfo Prepare(IEnumerable<KeyValuePair<string, string>> variables, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [dll, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(dll),
        };
        foreach (
            var key in start
                .Environment.Keys.Where(k =>
                    k.StartsWith("OTEL_", StringComparison.Ordinal)
                    || k.StartsWith("PLATFORM_", StringComparison.Ordinal)
                )
                .ToList()
        )
            start.Environment.Remove(key);
        foreach (var (key, value) in variables)
            start.Environment[key] = value;
        // Profiling for later optimisation is wasted on a process that is soon killed.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_gcServer"] = "0";
        return start;
    }
}
