using System.Text;
using System.Text.RegularExpressions;
using Contracts.Organizations.V1;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Auth;

namespace Testing;

/// <summary>A route with the callers it allows.</summary>
sealed record MatrixRoute(string Method, string Path, Access Access)
{
    /// <summary>The path with this id for each id, and 1 for each other parameter.</summary>
    public string With(Guid id) =>
        Regex.Replace(Regex.Replace(Path, @"\{\w+:guid\}", id.ToString()), @"\{[^}]+\}", "1");
}

/// <summary>
/// The allowed callers of every route of a service, as a table that is committed beside the tests, and calls that
/// compare the table with the service.
/// </summary>
public static partial class AccessMatrix
{
    /// <summary>Every post that an appointment can have.</summary>
    public static IReadOnlyList<string> Roles { get; } =
    [
        .. typeof(Post)
            .GetFields()
            .Where(f => f.IsLiteral)
            .Select(f => (string)f.GetRawConstantValue()!)
            .Order(StringComparer.Ordinal),
    ];

    internal static IReadOnlyList<MatrixRoute> Routes(TestService service) =>
        [
            .. service
                .Services.GetRequiredService<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .Where(e => e.Metadata.GetMetadata<Access>() is not null)
                .Select(e => new MatrixRoute(
                    e.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0],
                    e.RoutePattern.RawText!,
                    e.Metadata.GetMetadata<Access>()!
                ))
                .OrderBy(r => r.Path, StringComparer.Ordinal)
                .ThenBy(r => r.Method, StringComparer.Ordinal),
        ];

    /// <summary>
    /// The committed table of a service, and the one made from its routes. UPDATE_SNAPSHOTS=1 overwrites the committed
    /// table: read the difference before you commit it.
    /// </summary>
    /// <param name="folder">Folder of the table below tests.</param>
    public static async Task<(string Committed, string Found)> TablesAsync(string folder, TestService service)
    {
        var file = Path.Combine(TestServers.Root, "tests", folder, "AccessMatrix.md");
        var found = Table(service);
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
            await File.WriteAllTextAsync(file, found);
        return (await File.ReadAllTextAsync(file), found);
    }

    /// <summary>The table as Markdown.</summary>
    static string Table(TestService service)
    {
        var text = new StringBuilder(
            "| route | anybody | the person | staff, in the areas and covered resources of the post | in "
                + "the caller's organization | partner |\n| --- | --- | --- | --- | --- | --- |\n"
        );
        foreach (var r in Routes(service))
            text.Append(
                $"| {r.Method} {r.Path} | {(r.Access.Public ? "yes" : r.Access.Gateway ? "the gateway" : "")} | "
                    + $"{(r.Access.Person ? "yes" : "")} | "
                    + $"{List(r.Access.Staff)}{(r.Access.WholeTree ? " (all areas)" : "")} | "
                    + $"{List(r.Access.Organization)} | {List(r.Access.Partner)} |\n"
            );
        return text.ToString();
    }

    /// <summary>
    /// Calls every route without a token, as a person without a post, as the holder of all roles that the route does
    /// not allow (over all areas and in an organization), who must be refused, and as the holder of each allowed role
    /// over an area without records, who must get access.
    /// </summary>
    /// <returns>One line for each wrong answer, with the log of a failed service; empty if all are right.</returns>
    public static async Task<string> DeviationsAsync(TestService service)
    {
        List<string> wrong = [];
        var somebody = service.AsSomebody();
        Dictionary<string, Client> unfit = [],
            holders = [];
        foreach (var route in Routes(service))
        {
            var access = route.Access;
            await Expect(route, "nobody", service.AsNobody(), access.Public ? null : 401);
            await Expect(route, "somebody", somebody, access.Public || access.Person ? null : 403);
            if (access is { Public: false, Person: false })
                await Expect(route, "holder of every other role", await UnfitAsync(access), 403);
            foreach (var role in access.Staff ?? [])
                await Expect(
                    route,
                    role + " of an area",
                    await HolderAsync("area " + role, () => service.Holder(role, "vvvvvv")),
                    access.WholeTree ? 403 : null
                );
            foreach (var role in access.WholeTree ? access.Staff! : [])
                await Expect(
                    route,
                    role + " of all areas",
                    await HolderAsync("all " + role, () => service.Holder(role, "")),
                    null
                );
            foreach (var role in access.Organization ?? [])
                await Expect(
                    route,
                    role + " of an organization",
                    await HolderAsync("organization " + role, () =>
                        service.Holder(role, organization: Guid.CreateVersion7())
                    ),
                    null
                );
        }
        return string.Join('\n', wrong);

        async Task<Client> HolderAsync(string what, Func<Task<Client>> make) =>
            holders.TryGetValue(what, out var known) ? known : holders[what] = await make();

        async Task<Client> UnfitAsync(Access access)
        {
            var key = $"{List(access.Staff)}/{List(access.Organization)}/{List(access.Partner)}";
            if (unfit.TryGetValue(key, out var known))
                return known;
            var subject = Guid.CreateVersion7();
            foreach (var role in Roles.Except(access.Partner ?? []))
            {
                if (access.Staff?.Contains(role) != true)
                    await service.Grant(subject, role, "");
                if (access.Organization?.Contains(role) != true)
                    await service.Grant(subject, role, organization: subject);
            }
            return unfit[key] = service.As(subject);
        }

        // Status null: any answer but a refusal, for the record does not exist.
        async Task Expect(MatrixRoute route, string who, Client client, int? status)
        {
            var answer = await Call(client, route, Guid.CreateVersion7());
            var refused =
                answer.Status == 401
                || (
                    answer.Status == 403
                    && (
                        answer.Text.Contains("PLT-0004", StringComparison.Ordinal)
                        || answer.Text.Contains("PLT-0052", StringComparison.Ordinal)
                    )
                );
            if (answer.Status >= 500 || (status is null ? refused : answer.Status != status))
                wrong.Add(
                    $"{route.Method} {route.Path} as {who}: {answer.Status} instead of "
                        + $"{status?.ToString() ?? "access"}. "
                        + $"{answer.Text}{(answer.Status >= 500 ? "\n" + string.Join('\n', service.Log) : "")}"
                );
        }
    }

    /// <summary>
    /// Calls each route with a record in its path (the first id) as the holder of an allowed role over another area:
    /// the answer must equal the answer for a record that does not exist.
    /// </summary>
    /// <param name="records">Id of a record in the area, by the first segment of its path.</param>
    /// <param name="exempt">First segments of records that are not tried.</param>
    /// <returns>One line for each answer that reveals a record and each segment without a record; empty if all are
    /// right.</returns>
    public static async Task<string> LeaksAsync(
        TestService service,
        IReadOnlyDictionary<string, Guid> records,
        IReadOnlySet<string> exempt
    )
    {
        List<string> wrong = [];
        foreach (
            var route in Routes(service)
                .Where(r => r.Access is { Public: false, Staff: not null } && FirstId().IsMatch(r.Path))
        )
        {
            var segment = FirstId().Match(route.Path).Groups[1].Value;
            if (exempt.Contains(segment))
                continue;
            if (!records.TryGetValue(segment, out var id))
            {
                wrong.Add($"{route.Method} {route.Path}: no record of {segment} is given");
                continue;
            }
            foreach (var role in route.Access.Staff!)
            {
                var stranger = await service.Holder(role, "vvvvvv");
                var nothing = Guid.CreateVersion7();
                var (answer, none) = (await Call(stranger, route, id), await Call(stranger, route, nothing));
                if (answer.Status != none.Status || Words(answer, id) != Words(none, nothing))
                    wrong.Add(
                        $"{route.Method} {route.Path} as {role} of another area: {answer.Status} "
                            + $"{answer.Text}; for an unknown id: {none.Status}"
                    );
            }
        }
        return string.Join('\n', wrong);
    }

    static Task<Answer> Call(Client client, MatrixRoute route, Guid id) =>
        client.Send(
            new HttpMethod(route.Method),
            route.With(id),
            route.Method == "GET" ? null : new { },
            ("Idempotency-Key", route.Method == "POST" ? Guid.NewGuid().ToString() : null),
            ("If-Match", route.Method is "PUT" or "PATCH" or "DELETE" ? "\"v1\"" : null)
        );

    static string Words(Answer answer, Guid id) =>
        Trace().Replace(answer.Text.Replace(id.ToString(), "id", StringComparison.Ordinal), "");

    static string List(string[]? roles) => roles is null ? "" : string.Join(", ", roles);

    [GeneratedRegex(@"""traceId"":""[^""]*""")]
    private static partial Regex Trace();

    [GeneratedRegex(@"^/\w+/v1/([\w-]+)/\{\w+:guid\}")]
    private static partial Regex FirstId();
}
