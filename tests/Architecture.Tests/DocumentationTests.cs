using System.Reflection;
using System.Xml.Linq;
using Xunit;

namespace Architecture.Tests;

/// <summary>
/// Public types of ServiceDefaults, contracts and Domain folders have docstrings.
/// </summary>
public class DocumentationTests
{
    [Theory]
    [InlineData("Contracts", "Contracts."), InlineData("ServiceDefaults", "ServiceDefaults.")]
    [
        InlineData("Organizations", "Organizations.Domain"),
        InlineData("Census", "Census.Domain"),
        InlineData("Training", "Training.Domain"),
        InlineData("Jobs", "Jobs.Domain")
    ]
    public void Every_public_type_has_a_summary(string assembly, string prefix)
    {
        var loaded = Assembly.Load(assembly);
        var documented = XDocument
            .Load(Path.ChangeExtension(loaded.Location, ".xml"))
            .Descendants("member")
            .Where(m => m.Descendants("summary").Any() || m.Descendants("param").Any())
            .Select(m => (string)m.Attribute("name")!)
            .ToHashSet();
        var domain = prefix.EndsWith(".Domain", StringComparison.Ordinal);
        var missing = loaded
            .GetTypes()
            .Where(t =>
                (t.IsPublic || t.IsNestedPublic || (domain && !t.IsNested))
                && t.FullName!.StartsWith(prefix, StringComparison.Ordinal)
                && !t.Name.Contains('<')
            )
            .Where(t => !documented.Contains("T:" + t.FullName!.Replace('+', '.')) && !IsHolderOfExtensions(t))
            .Select(t => t.FullName);
        Assert.Empty(missing);
    }

    /// <summary>A class of extension methods needs no docstring; its methods have their own.</summary>
    static bool IsHolderOfExtensions(Type type) => type is { IsAbstract: true, IsSealed: true };
}
