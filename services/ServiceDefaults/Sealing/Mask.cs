namespace ServiceDefaults.Sealing;

/// <summary>Masks as officers expect them: enough to recognise, too little to use.</summary>
public static class Mask
{
    /// <summary>Keeps the first and last characters and stars the rest: "110105********002X" for (6, 4).</summary>
    public static string Middle(string value, int first, int last) =>
        value.Length <= first + last
            ? new string('*', value.Length)
            : value[..first] + new string('*', value.Length - first - last) + value[^last..];

    /// <summary>A name's first character and a star for each other: "王**".</summary>
    public static string Name(string name) =>
        name.Length == 0 ? "" : name[..1] + new string('*', Math.Max(1, name.Length - 1));
}
