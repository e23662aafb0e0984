using ServiceDefaults.Data;
using ServiceDefaults.Imports;
using Testing;

[assembly: AssemblyFixture(typeof(Organizations.Tests.OrganizationsFixture))]

namespace Organizations.Tests;

/// <summary>
/// The service on a database and a virtual host of its own; each test works in a province of its own.
/// </summary>
public sealed class OrganizationsFixture()
    : ServiceFixture(Subscriptions.All, Routes.Map, b =>
        b.AddImports(Subscriptions.Files).AddTimers(Subscriptions.Timers)
    ),
        IAsyncLifetime;

static class Signed
{
    /// <summary>Registers a signed-in person with a post under the id of the token.</summary>
    public static Task<int> OnRecord(this TestService service, Client person, string name) =>
        service.Database.Execute(
            """
            insert into people (id, scope_key, name, registered_at)
            select @Subject, min(scope_key), @name, now()
            from platform.grants
            where subject_id = @Subject
            """,
            new { person.Subject, name }
        );
}
