using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ServiceDefaults.Auth;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace ServiceDefaults.Standards;

/// <summary>
/// GET /code-tables, the same in every service: all codes that it accepts or shows, with their names; public.
/// </summary>
public static class CodeTableRoute
{
    /// <summary>?name= selects one table, and repeated, several; PLT-1003 for an unknown one.</summary>
    /// <param name="tables">The closed lists of the service.</param>
    /// <param name="recorded">Lists stored in the database, read for each answer.</param>
    public static RouteHandlerBuilder MapCodeTables(
        this RouteGroupBuilder v1,
        IReadOnlyList<CodeTable> tables,
        params Func<Session, CancellationToken, Task<CodeTable>>[] recorded
    ) =>
        v1.MapGet("/code-tables", async (string[] name, Session session, CancellationToken ct) =>
            {
                List<CodeTable> all = [.. tables];
                foreach (var read in recorded)
                    all.Add(await read(session, ct));
                var check = new Validation();
                check.That(name.All(n => all.Exists(t => t.Name == n)), "/name", PlatformProblems.UnknownCode);
                check.ThrowIfInvalid();
                return TypedResults.Ok(
                    new Page<CodeTable>(name.Length == 0 ? all : all.FindAll(t => name.Contains(t.Name)), null)
                );
            })
            .AllowPublic()
            .WithName("listCodeTables")
            .WithSummary("代码表 Code tables");
}
