using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Benchmarks;

/// <summary>A child process of a bench, killed at its end. Errors include its output.</summary>
sealed class Child : IAsyncDisposable
{
    static readonly HttpClient Http = new(
        new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(1) }
    )
    {
        Timeout = TimeSpan.FromSeconds(5),
    };
    readonly Process _process;
    readonly StringBuilder _said = new();
    readonly long _began = Stopwatch.GetTimestamp();

    Child(string name, Process process, int port)
    {
        (Name, _process, Port) = (name, process, port);
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Name { get; }
    public int Port { get; }
    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>Starts one of our programs on a free port.</summary>
    public static Child Dotnet(
        string name,
        string dll,
        IReadOnlyDictionary<string, string?> settings,
        params string[] arguments
    )
    {
        var port = FreePort();
        var start = new ProcessStartInfo("dotnet", [dll, .. arguments]);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        foreach (var (key, value) in settings)
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        return Run(name, start, port);
    }

    /// <summary>Starts this program as one of its parts.</summary>
    public static Child Part(string part, IReadOnlyDictionary<string, string?> settings) =>
        Dotnet(part, typeof(Child).Assembly.Location, settings, part);

    public static Child Run(string name, ProcessStartInfo start, int port)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError, start.UseShellExecute) = (true, true, false);
        return new(name, Process.Start(start) ?? throw new InvalidOperationException($"{name} did not start."), port);
    }

    /// <summary>Path of the built program of a service or the gateway.</summary>
    public static string Program(string name) =>
        Path.Combine(
            BenchEnvironment.Setting("PLATFORM_ROOT"),
            name == "Gateway" ? "gateway" : $"services/{name}",
            "bin",
            "Release",
            "net10.0",
            name + ".dll"
        );

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits until the path answers 200.</summary>
    /// <returns>Time since the start of the process.</returns>
    public async Task<TimeSpan> ReadyAsync(string path)
    {
        var address = new Uri(Address, path);
        while (Stopwatch.GetElapsedTime(_began) < TimeSpan.FromMinutes(2))
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"{Name} ended with code {_process.ExitCode}: {Said}");
            try
            {
                using var answer = await Http.GetAsync(address);
                if (answer.IsSuccessStatusCode)
                    return Stopwatch.GetElapsedTime(_began);
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            { /* not yet */
            }
            await Task.Delay(10);
        }
        throw new TimeoutException($"{Name} was not ready in two minutes: {Said}");
    }

    /// <summary>Waits until the process ends with code 0.</summary>
    public async Task EndAsync()
    {
        await _process.WaitForExitAsync();
        if (_process.ExitCode != 0)
            throw new InvalidOperationException($"{Name} ended with code {_process.ExitCode}: {Said}");
    }

    /// <summary>Processor time of the process and its children.</summary>
    public TimeSpan Cpu
    {
        get
        {
            var ticks = Ticks(_process.Id);
            foreach (
                var child in File.ReadAllText($"/proc/{_process.Id}/task/{_process.Id}/children")
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            )
                ticks += Ticks(int.Parse(child, CultureInfo.InvariantCulture));
            return TimeSpan.FromMilliseconds(ticks * 10);
        }
    }

    /// <summary>Resident memory in MB.</summary>
    public double Memory => Status("VmRSS:");

    /// <summary>Peak resident memory in MB.</summary>
    public double PeakMemory => Status("VmHWM:");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    double Status(string name) =>
        double.Parse(
            File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith(name, StringComparison.Ordinal))[
                name.Length..^"kB".Length
            ],
            CultureInfo.InvariantCulture
        ) / 1024;

    /// <summary>User and system time, fields 14 and 15 of stat; field 2, the name, may contain spaces.</summary>
    static long Ticks(int pid)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return long.Parse(fields[11], CultureInfo.InvariantCulture)
            + long.Parse(fields[12], CultureInfo.InvariantCulture);
    }

    string Said
    {
        get
        {
            lock (_said)
                return _said.ToString();
        }
    }

    void Keep(object sender, DataReceivedEventArgs e)
    {
        lock (_said)
            if (_said.Length < 10_000)
                _said.AppendLine(e.Data);
    }
}
