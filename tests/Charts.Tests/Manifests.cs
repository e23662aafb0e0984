using System.Text;
using System.Text.Json.Nodes;

namespace Charts.Tests;

/// <summary>The objects of one rendering, with queries for tests.</summary>
public sealed class Manifests(string json)
{
    public IReadOnlyList<JsonNode> All { get; } = [.. JsonNode.Parse(json)!.AsArray().Select(n => n!)];

    public IEnumerable<JsonNode> Of(params string[] kinds) => All.Where(m => kinds.Contains(m.Text("kind")));

    public JsonNode One(string kind, string name) => Of(kind).Single(m => m.Name() == name);

    /// <summary>The pods of all objects that make pods.</summary>
    public IEnumerable<Pod> Pods() =>
        from m in Of("Deployment", "StatefulSet", "CronJob", "Job", "Pod")
        let template = m.Text("kind") switch
        {
            "Pod" => m,
            "CronJob" => m["spec"]!["jobTemplate"]!["spec"]!["template"]!,
            _ => m["spec"]!["template"]!,
        }
        select new Pod($"{m.Text("kind")} {m.Name()}", template.Map("metadata", "labels"), template["spec"]!);

    public Pod PodOf(string component) =>
        Pods().First(p => p.Labels.GetValueOrDefault("app.kubernetes.io/component") == component);

    /// <summary>The data of a ConfigMap or Secret, decoded.</summary>
    public static IReadOnlyDictionary<string, string> Data(JsonNode manifest) =>
        manifest.Map("data").Concat(manifest.Map("stringData")).ToDictionary();
}

/// <summary>A pod's specification with its owner and labels.</summary>
public sealed record Pod(string Owner, IReadOnlyDictionary<string, string> Labels, JsonNode Spec)
{
    public IEnumerable<JsonNode> Containers => Spec.List("initContainers").Concat(Spec.List("containers"));
    public string Component => Labels.GetValueOrDefault("app.kubernetes.io/component", "");

    public bool Matches(JsonNode? selector) =>
        (selector?.Map("matchLabels") ?? new Dictionary<string, string>()).All(l =>
            Labels.GetValueOrDefault(l.Key) == l.Value
        )
        && (selector?.List("matchExpressions") ?? []).All(e =>
            e.Text("operator") == "In"
            && e.List("values").Any(v => v.GetValue<string>() == Labels.GetValueOrDefault(e.Text("key")))
        );

    /// <summary>
    /// A container's environment as the kubelet sets it: later names may use earlier ones as $(NAME); Secrets are
    /// looked up by name and key.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Environment(
        JsonNode container,
        Func<string, IReadOnlyDictionary<string, string>> secret
    )
    {
        var set = container.List("envFrom").SelectMany(f => secret(f["secretRef"]!.Text("name"))).ToDictionary();
        foreach (var variable in container.List("env"))
        {
            var from = variable["valueFrom"]?["secretKeyRef"];
            if (from?["optional"]?.GetValue<bool>() == true && !secret(from.Text("name")).ContainsKey(from.Text("key")))
                continue;
            set[variable.Text("name")] = from is not null
                ? secret(from.Text("name"))[from.Text("key")]
                : Expand(variable.Text("value"), set);
        }
        return set;
    }

    static string Expand(string text, Dictionary<string, string> set)
    {
        var result = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var end = text[i] == '$' && i + 1 < text.Length && text[i + 1] == '(' ? text.IndexOf(')', i) : -1;
            if (end < 0)
                result.Append(text[i]);
            else
                (_, i) = (result.Append(set[text[(i + 2)..end]]), end);
        }
        return result.ToString();
    }
}

static class Json
{
    public static string Name(this JsonNode manifest) => manifest["metadata"]!.Text("name");

    public static string Text(this JsonNode node, string name) => node[name]?.GetValue<string>() ?? "";

    public static IEnumerable<JsonNode> List(this JsonNode node, string name) =>
        node[name] is JsonArray array ? array.Select(n => n!) : [];

    public static IReadOnlyDictionary<string, string> Map(this JsonNode node, params string[] path)
    {
        JsonNode? at = node;
        foreach (var name in path)
            at = at?[name];
        return at is JsonObject o
            ? o.ToDictionary(p => p.Key, p => p.Value!.ToString())
            : new Dictionary<string, string>();
    }

    /// <summary>All nested members, with their paths.</summary>
    public static IEnumerable<(string Path, string Name, JsonNode? Value)> Members(
        this JsonNode node,
        string path = ""
    ) =>
        node switch
        {
            JsonObject o => o.SelectMany(p =>
                (p.Value?.Members($"{path}/{p.Key}") ?? []).Prepend(($"{path}/{p.Key}", p.Key, p.Value))
            ),
            JsonArray a => a.SelectMany((n, i) => n?.Members($"{path}/{i}") ?? []),
            _ => [],
        };
}
