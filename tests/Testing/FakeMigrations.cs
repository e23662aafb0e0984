using System.Reflection;
using System.Text;

namespace Testing;

/// <summary>An assembly with only these migrations and functions; the id of a function is "Functions/name".</summary>
public sealed class FakeMigrations(params (string Id, string Sql)[] files) : Assembly
{
    public override string[] GetManifestResourceNames() => [.. files.Select(f => $"Migrations/{f.Id}.sql")];

    public override Type[] GetTypes() => [];

    public override Stream? GetManifestResourceStream(string name) =>
        files.Where(f => $"Migrations/{f.Id}.sql" == name).Select(f => f.Sql).FirstOrDefault() is { } sql
            ? new MemoryStream(Encoding.UTF8.GetBytes(sql))
            : null;
}
