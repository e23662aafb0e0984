using Testing;

namespace Platform.Tests.Generated;

/// <summary>Fills a world with the records of the platform and with new ones.</summary>
public static class WorldBuilder
{
    /// <summary>
    /// Reads every GET as a caller with access: lists first, then the records whose ids they contain, until no new id
    /// appears.
    /// </summary>
    public static async Task ReadAsync(this World world, IReadOnlyList<Operation> all, Func<Operation, Client> caller)
    {
        HashSet<string> read = [];
        for (var before = -1; read.Count > before; )
        {
            before = read.Count;
            foreach (var operation in all.Where(o => o.Reads && o.Query.All(q => !q.Required)))
            foreach (var path in Paths(world, operation))
                if (read.Add(path))
                {
                    var answer = await caller(operation).Get(path + (operation.Pages ? "?limit=20" : ""));
                    if (answer.Status == 200 && IsJson(answer))
                        world.Learn(operation, answer.Body);
                }
        }
    }

    /// <summary>
    /// Sends each operation that writes until it is accepted, in rounds: an operation may need the record of another
    /// one.
    /// </summary>
    /// <returns>The last answer of each operation.</returns>
    public static async Task<IReadOnlyDictionary<Operation, Answer>> MakeAsync(
        this Requests requests,
        IEnumerable<Operation> all,
        Func<Operation, Client> caller,
        int rounds = 3
    )
    {
        Dictionary<Operation, Answer> last = [];
        for (var round = 0; round < rounds; round++)
            foreach (var operation in all.Where(o => !o.Reads))
                if (!last.TryGetValue(operation, out var known) || known.Status >= 300)
                    last[operation] = (await requests.AcceptedAsync(operation, caller(operation))).Answer;
        return last;
    }

    public static bool IsJson(Answer answer) =>
        answer.Headers.GetValueOrDefault("Content-Type")?.Contains("json", StringComparison.Ordinal) == true;

    /// <summary>The template with the ids of up to three records.</summary>
    static IEnumerable<string> Paths(World world, Operation operation)
    {
        if (operation.Path.Count == 0)
            return [operation.Template];
        var ids = operation.Path.Select(p => world.Values(operation, p)).ToList();
        return Enumerable
            .Range(0, Math.Min(3, ids.Min(i => i.Count)))
            .Select(n =>
                operation
                    .Path.Index()
                    .Aggregate(operation.Template, (path, p) =>
                        path.Replace(
                            $"{{{p.Item.Name}}}",
                            Uri.EscapeDataString(ids[p.Index][n]),
                            StringComparison.Ordinal
                        )
                    )
            );
    }
}
