using System.Text.Json;
using ServiceDefaults.Http;

namespace Gateway;

/// <summary>
/// The problem catalogues of all services, cached for a while; a service that is unreachable has none.
/// </summary>
sealed class Catalogue(Backends backends, TimeProvider time)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    readonly SemaphoreSlim _one = new(1);
    (long At, TimeSpan For, IReadOnlyList<Entry> Entries)? _kept;

    /// <param name="Service">Its name in routes.</param>
    /// <param name="Zh">Its Chinese name.</param>
    /// <param name="En">Its English name.</param>
    /// <param name="Problems">Its problems; null while the service is unreachable.</param>
    public sealed record Entry(string Service, string Zh, string En, ProblemCatalogue? Problems);

    public async Task<IReadOnlyList<Entry>> ReadAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            if (_kept is { } kept && time.GetElapsedTime(kept.At) < kept.For)
                return kept.Entries;
            var entries = await Task.WhenAll(Backends.All.Select(s => ReadAsync(s.Name, s.Zh, s.En, ct)));
            _kept = (
                time.GetTimestamp(),
                TimeSpan.FromSeconds(entries.All(e => e.Problems is not null) ? 60 : 1),
                entries
            );
            return entries;
        }
        finally
        {
            _one.Release();
        }
    }

    async Task<Entry> ReadAsync(string service, string zh, string en, CancellationToken ct)
    {
        var (_, problems) = await backends.AskAsync(
            HttpMethod.Get,
            service,
            $"/openapi/{service}.problems.json",
            null,
            Patience,
            ct
        );
        var catalogue = problems?.Deserialize<ProblemCatalogue>(JsonSerializerOptions.Web);
        return new(service, zh, en, catalogue is { Problems: not null, Rules: not null } ? catalogue : null);
    }
}
