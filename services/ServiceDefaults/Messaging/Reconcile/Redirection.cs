using ServiceDefaults.Data;

namespace ServiceDefaults.Messaging.Reconcile;

/// <summary>
/// Input and output of an operator's command: standard input and output, or the files named by --from and --to
/// (appended), where no shell redirects them.
/// </summary>
sealed class Redirection : IAsyncDisposable
{
    readonly StreamReader? _from;
    readonly StreamWriter? _to;

    /// <exception cref="StartupException">The input file is missing.</exception>
    public Redirection(IReadOnlyList<string> args)
    {
        if (After(args, "--from") is { } from)
            _from = File.Exists(from) ? new(from) : throw new StartupException($"There is no file {from} to read.");
        if (After(args, "--to") is { } to)
            _to = new(to, append: true);
    }

    public TextReader Input => _from ?? (Console.IsInputRedirected ? Console.In : TextReader.Null);
    public TextWriter Output => _to ?? Console.Out;

    public ValueTask DisposeAsync()
    {
        _from?.Dispose();
        return _to?.DisposeAsync() ?? default;
    }

    static string? After(IReadOnlyList<string> args, string option) =>
        args.SkipWhile(a => a != option).Skip(1).FirstOrDefault();
}
