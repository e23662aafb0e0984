namespace Platform.Tests.Generated;

/// <summary>A transaction of a caller that wrote rows.</summary>
/// <param name="Traces">Trace ids of the request, or its Idempotency-Key; empty if the transaction has neither.</param>
/// <param name="Relations">Tables that the transaction wrote to, separated by commas.</param>
public sealed record Commit(
    string Service,
    IReadOnlyList<string> Traces,
    string Purpose,
    string Action,
    string Relations
);
