using System.Reflection;
using System.Text;

namespace Testing;

/// <summary>
/// An assembly that carries the given migrations and functions ("Functions/name") and nothing else.
/// </summary>
public sealed class FakeMigrations(params (string Id, string Sql)[] files) : Assembly
{
    public override string[] GetManifestResourceNames() => [.. files.Select(f => $"Migrations/{f.Id}.sql")];

    public override Type[] GetTypes() => [];

    public override Stream? GetManifestResourceStream(string name) =>
        files.Where(f => $"Migrations/{f.Id}.sql" == name).Select(f => f.Sql).FirstOrDefault() is { } sql
            ? new MemoryStream(Encoding.UTF8.GetBytes(sql))
            : null;
}
