namespace Training.Tests;

/// <summary>Classes are public; their enrolments are not.</summary>
public class AccessMatrixTests(TrainingFixture fixture) : Testing.AccessMatrixTests(fixture)
{
    readonly TrainingFixture _fixture = fixture;

    protected override IReadOnlySet<string> Exempt => new HashSet<string> { "classes" };

    protected override async Task<IReadOnlyDictionary<string, Guid>> MakeAsync()
    {
        var scene = await Scene.CreateAsync(_fixture);
        var passed = await scene.Pass();
        return new Dictionary<string, Guid>
        {
            ["enrolments"] = passed.Enrolment,
            ["certificates"] = (await scene.Certify(passed.Enrolment)).Expect(201).Id,
        };
    }
}
