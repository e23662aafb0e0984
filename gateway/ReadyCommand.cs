namespace Gateway;

/// <summary>
/// Waits until a gateway reports the platform ready, for a test of an installation: the image has no shell and no HTTP
/// client.
/// </summary>
static class ReadyCommand
{
    static readonly TimeSpan Between = TimeSpan.FromSeconds(2),
        OneQuestion = TimeSpan.FromSeconds(10);

    /// <param name="gateway">Scheme, host and port, for example http://platform-gateway:8080.</param>
    /// <param name="patience">How long to repeat the request.</param>
    /// <param name="output">Receives the last answer, which names each service.</param>
    /// <returns>0 when it is ready or degraded, otherwise 1.</returns>
    public static async Task<int> RunAsync(Uri gateway, TimeSpan patience, TextWriter output)
    {
        using var http = new HttpClient { BaseAddress = gateway, Timeout = OneQuestion };
        using var limit = new CancellationTokenSource(patience);
        while (true)
        {
            string said;
            try
            {
                using var answer = await http.GetAsync("/health/ready", limit.Token);
                said = await answer.Content.ReadAsStringAsync(limit.Token);
                if (answer.IsSuccessStatusCode)
                {
                    await output.WriteLineAsync(said);
                    return 0;
                }
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                said = $"{gateway} does not answer: {e.Message}";
            }
            await Task.Delay(Between, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!limit.IsCancellationRequested)
                continue;
            await output.WriteLineAsync(said);
            return 1;
        }
    }
}
