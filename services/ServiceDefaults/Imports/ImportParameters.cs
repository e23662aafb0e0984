namespace ServiceDefaults.Imports;

/// <summary>
/// The parameters of an upload, stored with the job: the kind's own text, then whether unknown columns are ignored. The
/// same file with other parameters is another import.
/// </summary>
public static class ImportParameters
{
    const string Ignores = " +ignoreUnknownColumns";

    /// <param name="own">The kind's own text.</param>
    /// <param name="ignoreUnknownColumns">Unknown columns are ignored and named in a warning; otherwise they are
    /// refused (PLT-0067).</param>
    public static string Of(string own, bool? ignoreUnknownColumns) =>
        ignoreUnknownColumns == true ? own + Ignores : own;

    internal static string Own(string kept) => IgnoresUnknown(kept) ? kept.Remove(kept.Length - Ignores.Length) : kept;

    internal static bool IgnoresUnknown(string kept) => kept.EndsWith(Ignores, StringComparison.Ordinal);
}
