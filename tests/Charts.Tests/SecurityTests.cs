using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace Charts.Tests;

/// <summary>
/// Pods comply with the "restricted" profile of Kubernetes and stricter rules; no manifest contains a secret.
/// </summary>
public sealed partial class SecurityTests(RenderedChart chart)
{
    static readonly string[] Volumes = ["name", "configMap", "emptyDir", "projected", "secret"];

    [Theory, MemberData(nameof(RenderedChart.AllNames), MemberType = typeof(RenderedChart))]
    public void Every_pod_is_restricted(string name)
    {
        foreach (var pod in chart[name].Pods())
        {
            Assert.True(pod.Spec["securityContext"]?["runAsNonRoot"]?.GetValue<bool>(), pod.Owner);
            Assert.Equal("RuntimeDefault", pod.Spec["securityContext"]!["seccompProfile"]!.Text("type"));
            Assert.False(pod.Spec["automountServiceAccountToken"]!.GetValue<bool>(), pod.Owner);
            foreach (var member in new[] { "hostNetwork", "hostPID", "hostIPC" })
                Assert.Null(pod.Spec[member]);
            Assert.All(pod.Spec.List("volumes").SelectMany(v => v.AsObject()), v => Assert.Contains(v.Key, Volumes));
            foreach (var container in pod.Containers)
            {
                var security = container["securityContext"]!;
                Assert.False(security["allowPrivilegeEscalation"]!.GetValue<bool>());
                Assert.True(security["readOnlyRootFilesystem"]!.GetValue<bool>());
                Assert.Equal("[\"ALL\"]", security["capabilities"]!["drop"]!.ToJsonString());
                Assert.Null(security["capabilities"]!["add"]);
                Assert.Null(container["lifecycle"]);
                Assert.DoesNotContain(container.List("ports"), p => p["hostPort"] is not null);
                foreach (var side in new[] { "requests", "limits" })
                    Assert.NotNull(container["resources"]?[side]?["memory"]);
            }
        }
    }

    /// <summary>
    /// Our own images run as any user that the cluster chooses; only the trial's servers need the user of their images.
    /// </summary>
    [Theory, MemberData(nameof(RenderedChart.AllNames), MemberType = typeof(RenderedChart))]
    public void No_user_is_fixed_for_our_images(string name)
    {
        var fixedUsers = chart[name]
            .Pods()
            .Where(p => p.Spec.Members().Any(m => m.Name is "runAsUser" or "runAsGroup" or "fsGroup"))
            .Select(p => p.Component);
        Assert.Empty(fixedUsers.Except(["postgresql", "rabbitmq"]));
    }

    [Theory, MemberData(nameof(RenderedChart.AllNames), MemberType = typeof(RenderedChart))]
    public void A_read_only_root_has_a_writable_tmp(string name)
    {
        foreach (var pod in chart[name].Pods().Where(p => p.Component != "collector"))
        foreach (var container in pod.Containers)
        {
            var mount = container.List("volumeMounts").Single(m => m.Text("mountPath") == "/tmp");
            Assert.NotNull(pod.Spec.List("volumes").Single(v => v.Text("name") == mount.Text("name"))["emptyDir"]);
        }
    }

    [Theory, MemberData(nameof(RenderedChart.AllNames), MemberType = typeof(RenderedChart))]
    public void No_manifest_holds_a_secret(string name)
    {
        Assert.Empty(chart[name].Of("Secret"));
        foreach (var manifest in chart[name].All)
        {
            foreach (
                var (path, _, value) in manifest
                    .Members()
                    .Where(m => m.Value is JsonValue v && v.TryGetValue<string>(out _))
            )
            {
                var text = value!.GetValue<string>();
                Assert.False(Credential().IsMatch(text), $"{manifest.Text("kind")} {manifest.Name()} {path}: {text}");
                Assert.False(
                    Key().IsMatch(text) && !path.Contains("image", StringComparison.Ordinal),
                    $"{manifest.Text("kind")} {manifest.Name()} {path}: {text}"
                );
            }
        }
        foreach (
            var variable in chart[name]
                .Pods()
                .SelectMany(p => p.Containers)
                .SelectMany(c => c.List("env"))
                .Where(v => SecretName().IsMatch(v.Text("name")))
        )
            Assert.NotNull(variable["valueFrom"]?["secretKeyRef"]);
    }

    [Fact]
    public void The_templates_neither_make_nor_look_up_secrets()
    {
        foreach (
            var file in Directory.EnumerateFiles(
                Path.Combine(RenderedChart.Chart, "templates"),
                "*",
                SearchOption.AllDirectories
            )
        )
            Assert.DoesNotMatch(
                @"\b(lookup|rand\w+|gen(CA|SignedCert|SelfSignedCert|PrivateKey)\w*|htpasswd|bcrypt|derivePassword|uuidv4|now)\b",
                File.ReadAllText(file)
            );
        Assert.DoesNotMatch(
            "(?im)^ *(password|key): *[^ #\\n\\[{]{12,}$",
            File.ReadAllText(Path.Combine(RenderedChart.Chart, "values.yaml"))
        );
    }

    [Fact]
    public void Trial_secrets_are_new_each_time()
    {
        var values = chart
            .TrialSecrets.All.SelectMany(s => Manifests.Data(s))
            .Where(d => d.Key is "password" or "key" || d.Key.Contains("Key", StringComparison.Ordinal))
            .Select(d => d.Value)
            .ToList();
        Assert.Equal(values.Count, values.Distinct().Count());
        Assert.All(values, v => Assert.True(v.Length >= 24));
    }

    /// <summary>user:password@host or Password=..., unless both come from a Secret.</summary>
    [GeneratedRegex(@"://[^/\s$@]+:[^/\s$@]+@|(?i:password|pwd)\s*=\s*""?[^""$;\s]")]
    private static partial Regex Credential();

    /// <summary>32 bytes in base64.</summary>
    [GeneratedRegex("^[A-Za-z0-9+/]{43}=$")]
    private static partial Regex Key();

    [GeneratedRegex("PASSWORD|PASS$|_USER$|Key$|Secret")]
    private static partial Regex SecretName();
}
