using System.Globalization;
using System.Text.Json.Nodes;
using Stories;
using Testing;
using Answer = Testing.Answer;

namespace Platform.Tests.Generated;

/// <summary>A request of one operation: what its path, its query and its body hold.</summary>
public sealed record Request(
    Operation Operation,
    IReadOnlyDictionary<string, string> Path,
    IReadOnlyDictionary<string, string> Query,
    JsonNode? Body
)
{
    public string Address
    {
        get
        {
            var path = Operation.Template;
            foreach (var (name, value) in Path)
                path = path.Replace($"{{{name}}}", Uri.EscapeDataString(value), StringComparison.Ordinal);
            return path
                + (Query.Count == 0 ? "" : "?")
                + string.Join('&', Query.Select(q => $"{q.Key}={Uri.EscapeDataString(q.Value)}"));
        }
    }

    /// <summary>The answer, under a new key where one is wanted, and for the version that is read first where one is wanted.</summary>
    public async Task<Answer> SendAsync(Client client, string? key = null, string? version = null) =>
        await client.Send(
            new(Operation.Method),
            Address,
            Operation.File is null ? Body?.ToJsonString() : Table,
            (Operation.Key, Operation.WantsKey ? key ?? Guid.NewGuid().ToString() : key),
            (Operation.Version, Operation.TakesVersion ? version ?? "*" : null)
        );

    static StringContent Table => new("姓名,身份证号\n", System.Text.Encoding.UTF8, "text/csv");
}

/// <summary>
/// Makes requests that a service may accept, from the shape in the document, what is known of the world, and the pointers of its refusals: a member that was refused gets its next candidate.
/// </summary>
/// <param name="division">The place that everything new belongs to.</param>
public sealed class Requests(World world, People people, Random chance, TimeProvider clock, string division)
{
    /// <summary>What members of these names may hold in some operation, besides what was seen; null for being left out.</summary>
    static readonly Dictionary<string, string?[]> Words = new()
    {
        ["address"] = ["测试街1号"],
        ["type"] = ["family"],
        ["kind"] =
        [
            "visit",
            "project",
            "work",
            "association",
            "first",
            "self",
            "merge",
            "charter",
            "visit-recorded",
            "micro-grid",
            "plan",
            "regular",
            "move",
        ],
        ["name"] = [null, "village"],
        ["reason"] = ["核对后更正", "gave-up", "left-body"],
        ["relation"] = ["0"],
        ["employment"] = ["jobless"],
        ["birthDate"] = ["1985-03-04", null],
        ["post"] = ["executive-member", "volunteer", "council-member", "chair"],
        ["course"] = ["domestic-service"],
        ["outcome"] = ["employed", "qualified", "withdrawn"],
        ["fields"] = ["telephone", "citizenId"],
        ["sex"] = ["2"],
        ["skills"] = ["domestic-service"],
        ["from"] = ["09:00"],
        ["to"] = ["10:30"],
        ["role"] = ["partner", "ordinary-member"],
        ["discipline"] = ["science"],
        ["ground"] = ["office"],
        ["grade"] = ["technician"],
        ["basis"] = ["full-time"],
        ["status"] = ["running", "active", "approved", "completed"],
        ["mode"] = ["own"],
        ["capPeriod"] = ["month"],
        ["level"] = ["village", "model", "township"],
        ["criterion"] = ["members"],
        ["category"] = ["model"],
        ["effective"] = ["2023-06-30"],
        ["uri"] = ["https://example.org/a"],
        ["reasonCode"] = ["wage", "other", "issued-in-error"],
        ["id"] = [null],
    };

    static readonly Dictionary<string, string[]> Numbers = new()
    {
        ["year"] = ["2025", "2026"],
        ["percent"] = ["30"],
        ["longitude"] = ["109.5"],
        ["latitude"] = ["35.6"],
        ["wageFrom"] = ["3000"],
        ["wageTo"] = ["4000"],
        ["wageWanted"] = ["3500"],
        ["passMark"] = ["60"],
        ["attendanceRequired"] = ["0.8"],
        ["score"] = ["88"],
        ["months"] = ["1", "3", "6", "12"],
        ["years"] = ["5"],
        ["capacity"] = ["20"],
    };

    readonly Dictionary<string, Dictionary<string, int>> _choices = [];

    DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).DateTime);

    /// <summary>A request of the right shape; the same choices as those that were accepted before.</summary>
    public Request For(Operation operation) => Make(operation, Chosen(operation));

    /// <summary>Tries until it is accepted, following the pointers of what is refused.</summary>
    /// <returns>The accepted request with its answer, or the last one.</returns>
    public async Task<(Request Request, Answer Answer)> AcceptedAsync(
        Operation operation,
        Client client,
        int tries = 12
    )
    {
        var choices = Chosen(operation);
        for (var left = tries; ; left--)
        {
            var request = Make(operation, choices);
            var answer = await request.SendAsync(client);
            if (answer.Status is >= 200 and < 300)
            {
                if (
                    answer.Headers.GetValueOrDefault("Content-Type")?.Contains("json", StringComparison.Ordinal) == true
                )
                    world.Learn(operation, answer.Body);
                return (request, answer);
            }
            if (left <= 1 || answer.Status >= 500)
                return (request, answer);
            Choose(choices, operation, answer);
        }
    }

    /// <summary>Learns of an answer that was asked for elsewhere.</summary>
    public void Hear(Operation operation, Answer answer)
    {
        if (answer.Status is >= 200 and < 300 && Growth.IsJson(answer))
            world.Learn(operation, answer.Body);
        else if (answer.Status is >= 400 and < 500)
            Choose(Chosen(operation), operation, answer);
    }

    Dictionary<string, int> Chosen(Operation operation)
    {
        lock (_choices)
            return _choices.TryGetValue(operation.ToString(), out var known)
                ? known
                : _choices[operation.ToString()] = [];
    }

    void Choose(Dictionary<string, int> choices, Operation operation, Answer answer)
    {
        var pointers =
            answer.Headers.GetValueOrDefault("Content-Type")?.Contains("json", StringComparison.Ordinal) == true
                ? answer.Pointers
                : [];
        lock (_choices)
        {
            foreach (var pointer in pointers)
                choices[pointer] = choices.GetValueOrDefault(pointer) + 1;
            // Nothing is pointed at: another record, or other words.
            if (pointers.Count == 0)
                foreach (var member in operation.Path.Select(p => "/" + p.Name).Append("*"))
                    choices[member] = choices.GetValueOrDefault(member) + 1 + chance.Next(2);
        }
    }

    Request Make(Operation operation, Dictionary<string, int> choices)
    {
        lock (_choices)
            return new(
                operation,
                operation.Path.ToDictionary(
                    p => p.Name,
                    p => Pick(choices, "/" + p.Name, PathValues(operation, p)) ?? "1"
                ),
                operation
                    .Query.Where(q => q.Required)
                    .ToDictionary(
                        q => q.Name,
                        q => Pick(choices, "/" + q.Name, Candidates(operation.Service, q)) ?? "x"
                    ),
                operation.Body is { } body ? Node(operation.Service, body, "", choices) ?? new JsonObject() : null
            );
    }

    IReadOnlyList<string?> PathValues(Operation operation, Member member) =>
        world.Values(operation, member) is { Count: > 0 } values ? values : Candidates(operation.Service, member);

    static string? Pick(Dictionary<string, int> choices, string pointer, IReadOnlyList<string?> from) =>
        from.Count == 0
            ? null
            : from[(choices.GetValueOrDefault(pointer) + choices.GetValueOrDefault("*")) % from.Count];

    JsonNode? Node(string service, Member member, string pointer, Dictionary<string, int> choices)
    {
        switch (member.Kind)
        {
            case Kind.Object:
                // As a list: what need not be there is left out once it was refused.
                if (pointer.Length > 0 && !member.Required && choices.GetValueOrDefault(pointer) % 3 == 1)
                    return null;
                JsonObject made = [];
                foreach (var part in member.Parts)
                    if (Node(service, part, $"{pointer}/{part.Name}", choices) is { } value)
                        made[part.Name] = value;
                return made;
            case Kind.List:
                // A list that was refused is left out at one try and sent at the next.
                if (choices.GetValueOrDefault(pointer) % 3 == 1)
                    return null;
                return Node(service, member.Element with { Name = member.Name }, pointer + "/0", choices) is { } element
                    ? new JsonArray(element)
                    : new JsonArray();
        }
        var text = Pick(choices, pointer, Candidates(service, member));
        return text is null ? null
            : member.Kind is Kind.Whole or Kind.Number or Kind.Boolean ? JsonNode.Parse(text)
            : JsonValue.Create(text);
    }

    /// <summary>What may be tried for a member, likeliest first; null is to leave it out.</summary>
    public IReadOnlyList<string?> Candidates(string service, Member member)
    {
        if (member.Codes.Count > 0)
            return member.Codes;
        var day = Today;
        return member.Kind switch
        {
            Kind.Boolean => ["true", "false"],
            Kind.Whole or Kind.Number => Numbers.TryGetValue(member.Name, out var numbers)
                ? numbers
                : new string?[] { "1", "2", null, "10" },
            Kind.Day => member.Name.EndsWith("To", StringComparison.Ordinal)
            || member.Name.StartsWith("end", StringComparison.Ordinal)
                ? [Text(day.AddDays(30)), null, Text(day), Text(day.AddYears(3))]
                :
                [
                    Text(day),
                    null,
                    Text(day.AddDays(-1)),
                    Text(day.AddDays(1)),
                    Text(day.AddYears(-20)),
                    Text(day.AddYears(1)),
                ],
            Kind.Moment => [clock.GetUtcNow().AddHours(-1).ToString("O", CultureInfo.InvariantCulture)],
            Kind.Time => member.Name == "to" ? ["10:30"] : ["09:00"],
            Kind.Id => Ids(service, member.Name),
            _ => Texts(service, member.Name),
        };
    }

    IReadOnlyList<string?> Ids(string service, string name) =>
        name == "id" ? new string?[] { null }
        : name == "divisionId" ? [division, .. Some(world.Values(service, name, id: true)), null]
        : [.. Some(world.Values(service, name, id: true)), null];

    IReadOnlyList<string?> Texts(string service, string name) =>
        name switch
        {
            "citizenId" => [people.Woman(1985).CitizenId, null],
            "telephone" => [people.Woman(1985).Telephone, null],
            "creditCode" => [people.CreditCode(), null],
            "name" or "title" => [people.Woman(1985).Name, .. Words.GetValueOrDefault(name) ?? [null]],
            "visitedAt" => [clock.GetUtcNow().AddHours(-1).ToString("O", CultureInfo.InvariantCulture)],
            "code" or "divisionCode" => [null, .. Some(world.Values(service, name, id: false))],
            _ =>
            [
                .. (Words.GetValueOrDefault(name) ?? []),
                .. Some(world.Values(service, name, id: false)),
                $"测试{chance.Next(1000)}",
                null,
            ],
        };

    static IEnumerable<string?> Some(IReadOnlyList<string> all) => all.Take(12);

    static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
