using Stories;

const string Usage = "usage: Stories load --gateway URL | demo --gateway URL [--province NN]";
var clock = TimeProvider.System;
try
{
    if (Option("--gateway") is not { } address || !Uri.TryCreate(address, UriKind.Absolute, out var gateway))
        throw new StoryException(Usage);
    var seed = clock.GetUtcNow().UtcTicks;
    switch (args.FirstOrDefault())
    {
        case "load":
            using (var client = new PlatformClient(gateway, seed, clock))
            {
                await new Divisions(client, Console.Out, clock).LoadShippedAsync();
                await new DemonstrationPeople(client, Console.Out, clock).LoadAsync();
            }
            break;
        case "demo" when Option("--province") is { } province:
            using (var client = new PlatformClient(gateway, seed, clock))
                await new Divisions(client, Console.Out, clock).LoadProvinceAsync(province);
            break;
        case "demo":
            using (var run = new StoryRun(gateway, seed, clock))
                await run.RunAsync(Console.Out);
            break;
        default:
            throw new StoryException(Usage);
    }
    return 0;
}
catch (StoryException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}

string? Option(string name) =>
    args.SkipWhile(a => a != name && !a.StartsWith(name + "=", StringComparison.Ordinal)).Take(2).ToArray() switch
    {
        [var first, ..] when first.Contains('=') => first[(name.Length + 1)..],
        [_, var value] => value,
        _ => null,
    };
