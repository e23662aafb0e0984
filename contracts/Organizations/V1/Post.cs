namespace Contracts.Organizations.V1;

/// <summary>Posts that appointments name, and by which services decide who may do what.</summary>
public static class Post
{
    public const string PlatformAdministrator = "platform-administrator";
    /// <summary>妇联干部: works in a federation's office and keeps the registers of its area.</summary>
    public const string FederationOfficer = "federation-officer";
    public const string Chair = "chair";
    public const string ViceChair = "vice-chair";
    /// <summary>执委</summary>
    public const string ExecutiveMember = "executive-member";
    public const string GridHead = "grid-head";
    public const string GridMember = "grid-member";
    /// <summary>Plans classes, enrols learners and issues certificates for an area.</summary>
    public const string TrainingOfficer = "training-officer";
    /// <summary>Takes attendance and assesses.</summary>
    public const string Trainer = "trainer";
    /// <summary>Matches and refers jobseekers of an area.</summary>
    public const string JobOfficer = "job-officer";
    public const string EmployerManager = "employer-manager";
    /// <summary>A machine client of a partner job site.</summary>
    public const string Partner = "partner";
}
