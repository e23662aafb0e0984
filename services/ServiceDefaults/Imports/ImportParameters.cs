namespace ServiceDefaults.Imports;

/// <summary>
/// What a job keeps of its request beside the file: the kind's own text, and after it whether columns that are not
/// understood are left out. The same file sent with other parameters is another import.
/// </summary>
public static class ImportParameters
{
    const string Ignores = " +ignoreUnknownColumns";

    /// <param name="own">The kind's own text.</param>
    /// <param name="ignoreUnknownColumns">Columns that no heading explains are left out and named in the warnings; else
    /// they are refused (PLT-0067).</param>
    public static string Of(string own, bool? ignoreUnknownColumns) =>
        ignoreUnknownColumns == true ? own + Ignores : own;

    internal static string Own(string kept) => IgnoresUnknown(kept) ? kept.Remove(kept.Length - Ignores.Length) : kept;

    internal static bool IgnoresUnknown(string kept) => kept.EndsWith(Ignores, StringComparison.Ordinal);
}
