using System.Reflection;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using Xunit;

namespace Architecture.Tests;

/// <summary>Every list is a Listing, or its handler gives a reason.</summary>
public class ListTests
{
    const BindingFlags All =
        BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    public static TheoryData<string> Assemblies => ["ServiceDefaults", "Organizations", "Census", "Training", "Jobs"];

    [Theory, MemberData(nameof(Assemblies))]
    public void A_list_takes_a_list_query_or_gives_a_reason(string assembly)
    {
        var handlers = Handlers(assembly).ToList();
        Assert.NotEmpty(handlers);
        Assert.Empty(
            handlers
                .Where(h => Takes(h, typeof(ListQuery)) == h.IsDefined(typeof(NotAListingAttribute)))
                .Select(h => $"{h.DeclaringType!.Name}.{h.Name}")
        );
    }

    /// <summary>Use cases and shared routes named List.</summary>
    static IEnumerable<MethodInfo> Handlers(string assembly) =>
        from type in Assembly.Load(assembly).GetTypes()
        from method in type.GetMethods(All)
        where IsList(method.Name == "Handle" ? type.Name : method.Name) && Takes(method, typeof(Session))
        select method;

    /// <summary>Matches List and ListThings, but neither Listing nor ListAsync.</summary>
    static bool IsList(string name) =>
        name.StartsWith("List", StringComparison.Ordinal)
        && (name.Length == 4 || char.IsAsciiLetterUpper(name[4]))
        && !name.EndsWith("Async", StringComparison.Ordinal);

    static bool Takes(MethodInfo method, Type type) => method.GetParameters().Any(p => p.ParameterType == type);
}
