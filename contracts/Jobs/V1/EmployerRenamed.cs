namespace Contracts.Jobs.V1;

/// <summary>An employer has another name from now on.</summary>
[Stream("jobs.employer")]
public sealed record EmployerRenamed(Guid EmployerId, string Name) : IEvent
{
    Guid IEvent.AggregateId => EmployerId;
}
