using Contracts.Organizations.V1;

namespace Organizations.Domain;

/// <summary>The posts there are, and what each is for.</summary>
public static class Posts
{
    /// <summary>Held over an area.</summary>
    public static readonly string[] OfAreas =
    [
        Post.PlatformAdministrator, Post.FederationOfficer, Post.Chair, Post.ViceChair, Post.ExecutiveMember, Post.GridHead, Post.GridMember,
        Post.TrainingOfficer, Post.Trainer, Post.JobOfficer,
    ];

    /// <summary>Held in an organization.</summary>
    public static readonly string[] OfOrganizations = [Post.EmployerManager, Post.Partner];

    public static readonly string[] All = [.. OfAreas, .. OfOrganizations];

    /// <summary>Keep the registers: appoint, register, import.</summary>
    public static readonly string[] Office = [Post.PlatformAdministrator, Post.FederationOfficer];

    /// <summary>Lead an area.</summary>
    public static readonly string[] Lead = [.. Office, Post.Chair, Post.ViceChair];
}
