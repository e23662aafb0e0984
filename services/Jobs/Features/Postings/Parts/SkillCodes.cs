namespace Jobs.Features.Postings;

/// <summary>What a posting can ask for.</summary>
static class SkillCodes
{
    public const string Sql = "select code from skills";
}
