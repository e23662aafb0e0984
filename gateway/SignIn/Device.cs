namespace Gateway.SignIn;

/// <summary>
/// The browser and system as a person knows them, from the User-Agent header; its exact text is not kept.
/// </summary>
static class Device
{
    // The first that occurs counts: many browsers also name those that they resemble.
    static readonly (string Part, string Name)[] Browsers =
    [
        ("MicroMessenger", "微信 WeChat"),
        ("DingTalk", "钉钉 DingTalk"),
        ("HuaweiBrowser", "Huawei Browser"),
        ("QQBrowser", "QQ Browser"),
        ("Edg", "Edge"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ];
    static readonly (string Part, string Name)[] Systems =
    [
        ("HarmonyOS", "HarmonyOS"),
        ("OpenHarmony", "HarmonyOS"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ];

    public static string Of(HttpRequest request)
    {
        var agent = request.Headers.UserAgent.ToString();
        return $"{Name(Browsers)} · {Name(Systems)}";

        string Name((string Part, string Name)[] names) =>
            names.FirstOrDefault(n => agent.Contains(n.Part, StringComparison.Ordinal)).Name ?? "其他 other";
    }
}
