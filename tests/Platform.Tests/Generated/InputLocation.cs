namespace Platform.Tests.Generated;

/// <summary>A member of an operation that a mutation can change.</summary>
/// <param name="In">path, query, header or body; empty to change nothing.</param>
/// <param name="Pointer">Pointer that a problem reports: /residents/0/name, /limit; empty for the whole body or for a
/// header that no member describes.</param>
public sealed record InputLocation(Operation Operation, string In, string Pointer, Member Member)
{
    public override string ToString() => $"{Operation} {In} {(Pointer.Length == 0 ? "(whole)" : Pointer)}";
}
