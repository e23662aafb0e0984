using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ServiceDefaults.OpenApi;

/// <summary>
/// Documentation comments as plain text, from the XML files that the compiler writes beside each program; empty without
/// such a file.
/// </summary>
static partial class DocComments
{
    static readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, XElement>> Files = new();

    /// <summary>The comment of a type, or null.</summary>
    public static string? Of(Type type) => Text(Find(type.Assembly, "T:" + Name(type))?.Element("summary"));

    /// <summary>The comment of a member: its own summary, or the parameter of its record.</summary>
    public static string? Of(PropertyInfo member) =>
        member.DeclaringType is { } type
            ? Text(Find(type.Assembly, $"P:{Name(type)}.{member.Name}")?.Element("summary"))
                ?? Text(Parameter(Find(type.Assembly, "T:" + Name(type)), member.Name))
            : null;

    /// <summary>The comment of a use case: of its method, or of its class.</summary>
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

    /// <summary>References are replaced by the last part of their name, white space by one blank.</summary>
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
