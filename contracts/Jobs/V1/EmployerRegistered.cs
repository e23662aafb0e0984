namespace Contracts.Jobs.V1;

/// <summary>An employer is on the register.</summary>
/// <param name="CreditCode">Unified social credit code (GB 32100).</param>
[Stream("jobs.employer")]
public sealed record EmployerRegistered(Guid EmployerId, string CreditCode, string Name, string ScopeKey) : IEvent
{
    Guid IEvent.AggregateId => EmployerId;
}
