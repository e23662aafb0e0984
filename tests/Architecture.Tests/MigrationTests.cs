using System.Text.RegularExpressions;
using Xunit;

namespace Architecture.Tests;

/// <summary>Migrations are numbered and forward only; each SQL function has one file with its present text.</summary>
public partial class MigrationTests
{
    [Fact]
    public void No_migration_defines_a_function() =>
        Assert.DoesNotContain(Files(@"[^/]+"), f => Definition().IsMatch(Tree.Read(f)));

    [Fact]
    public void A_function_file_defines_the_function_of_its_name()
    {
        foreach (var file in Files("Functions/[^/]+"))
        {
            var defined = Definition().Matches(Body().Replace(Tree.Read(file), "")).Select(m => m.Groups[1].Value);
            Assert.Equal([Path.GetFileNameWithoutExtension(file)], defined);
        }
    }

    [Fact]
    public void Functions_of_ServiceDefaults_are_in_its_schema_and_those_of_services_in_none()
    {
        foreach (var file in Files("Functions/[^/]+"))
            Assert.Equal(
                file.StartsWith("services/ServiceDefaults/", StringComparison.Ordinal),
                Path.GetFileName(file).StartsWith("platform.", StringComparison.Ordinal)
            );
    }

    static IReadOnlyList<string> Files(string name)
    {
        var found = Tree.Files.Where(f => Regex.IsMatch(f, $"^services/[^/]+/Migrations/{name}[.]sql$")).ToList();
        Assert.NotEmpty(found);
        return found;
    }

    [GeneratedRegex(@"(?i)\bcreate\s+(?:or\s+replace\s+)?(?:function|procedure)\s+([\w.""]+)")]
    private static partial Regex Definition();

    /// <summary>Text in dollar quotes is ignored: it may define a function at run time.</summary>
    [GeneratedRegex(@"\$(\w*)\$[\s\S]*?\$\1\$")]
    private static partial Regex Body();
}
