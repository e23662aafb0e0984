namespace Training.Features.Classes;

/// <summary>What a class can teach.</summary>
static class CourseCodes
{
    public const string Sql = "select code from courses";
}
