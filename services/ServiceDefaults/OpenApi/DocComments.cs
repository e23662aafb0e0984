using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ServiceDefaults.OpenApi;

/// <summary>
/// The documentation comments that the compiler wrote beside each program, as plain text. Without that file there are
/// none.
/// </summary>
static partial class DocComments
{
    static readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, XElement>> Files = new();

    /// <summary>What is said of a type; null for nothing.</summary>
    public static string? Of(Type type) => Text(Find(type.Assembly, "T:" + Name(type))?.Element("summary"));

    /// <summary>What is said of a member: its own summary, or the parameter of its record.</summary>
    public static string? Of(PropertyInfo member) =>
        member.DeclaringType is { } type
            ? Text(Find(type.Assembly, $"P:{Name(type)}.{member.Name}")?.Element("summary"))
                ?? Text(Parameter(Find(type.Assembly, "T:" + Name(type)), member.Name))
            : null;

    /// <summary>What is said of a use case: its method, or the class of its file.</summary>
    public static string? Of(MethodInfo handler) =>
        handler.DeclaringType is { } type ? Text(Documented(handler)?.Element("summary")) ?? Of(type) : null;

    public static string? Of(ParameterInfo parameter) =>
        parameter.Member is MethodInfo { DeclaringType: not null } handler
            ? Text(Parameter(Documented(handler), parameter.Name!))
            : null;

    static XElement? Documented(MethodInfo method) =>
        Read(method.DeclaringType!.Assembly)
            .FirstOrDefault(m =>
                m.Key.StartsWith($"M:{Name(method.DeclaringType!)}.{method.Name}(", StringComparison.Ordinal)
            )
            .Value;

    static XElement? Parameter(XElement? of, string name) =>
        of?.Elements("param").FirstOrDefault(p => (string?)p.Attribute("name") == name);

    static XElement? Find(Assembly assembly, string id) => Read(assembly).GetValueOrDefault(id);

    static IReadOnlyDictionary<string, XElement> Read(Assembly assembly) =>
        Files.GetOrAdd(assembly, a =>
            Path.ChangeExtension(a.Location, ".xml") is var file && File.Exists(file)
                ? XDocument.Load(file).Descendants("member").ToDictionary(m => (string)m.Attribute("name")!)
                : new Dictionary<string, XElement>()
        );

    static string Name(Type type) =>
        (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    /// <summary>References by the last part of their name, all white space as one blank.</summary>
    static string? Text(XElement? comment)
    {
        if (comment is null)
            return null;
        var words = string.Concat(
            comment
                .DescendantNodes()
                .Select(n =>
                    n switch
                    {
                        XText text => text.Value,
                        XElement { IsEmpty: true } e when e.Attributes().FirstOrDefault() is { } to => to
                            .Value.Split('(')[0]
                            .Split('.')[^1],
                        _ => "",
                    }
                )
        );
        return Blank().Replace(words, " ").Trim() is { Length: > 0 } said ? said : null;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
