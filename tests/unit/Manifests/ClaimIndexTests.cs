using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Sets;

namespace OciReconciler.UnitTests.Manifests;

/// <summary>The index proves only what the check would find as well.</summary>
public sealed class ClaimIndexTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ProvesNoErrors_DeclarationsComeAndGo_TheCheckFindsNothingEither(int seed)
    {
        var random = new Random(seed);
        var index = new ClaimIndex();
        var declared = new List<DeclaredWorkload>();
        var proofs = 0;
        for (var step = 0; step < 3000; step++)
        {
            if (declared.Count > 0 && random.Next(3) == 0)
            {
                index.Remove(declared[0]);
                declared.RemoveAt(0);
            }
            else
            {
                declared.Insert(random.Next(declared.Count + 1), Any(random, step));
                index.Add(declared.Find(workload => workload.Line == step)!);
            }

            if (declared.Count > 8)
            {
                declared.ForEach(index.Remove);
                declared.Clear();
            }

            var found = Find(declared);
            if (index.ProvesNoErrors())
            {
                proofs++;
                Assert.Empty(found);
            }
            else if (found.IsEmpty && random.Next(2) == 0)
            {
                index.Proved();
            }

            Assert.Equal(declared.Count, index.Count);
        }

        Assert.InRange(proofs, 300, 3000);
    }

    [Fact]
    public void ProvesNoErrors_ManyCameAtOnce_NotBeforeTheyAreChecked()
    {
        var index = new ClaimIndex();
        for (var number = 0; number < 1000; number++)
            index.Add(Workload($"w{number}", number));
        Assert.False(index.ProvesNoErrors());
        index.Proved();
        index.Add(Workload("web", 1000, "w7"));
        Assert.True(index.ProvesNoErrors());
        index.Add(Workload("w7", 1001));
        Assert.False(index.ProvesNoErrors());
    }

    private static ImmutableArray<SetError> Find(List<DeclaredWorkload> declared) =>
        ManifestSet.Find([new ManifestFile("/m/all.json", [.. declared], [])], unknownDependencyIsError: false);

    // Few names, so that they are often declared twice, missing, or dependent on one another.
    private static DeclaredWorkload Any(Random random, int line)
    {
        var name = $"w{random.Next(10)}";
        var dependencies = Enumerable.Range(0, random.Next(3)).Select(_ => $"w{random.Next(10)}").Where(other => other != name);
        var workload = Workload(name, line, [.. dependencies]);
        return workload with
        {
            Spec = workload.Spec with
            {
                ServiceName = random.Next(6) == 0 ? $"unit{random.Next(3)}" : null,
                Ports = random.Next(3) == 0 ? [$"{random.Next(8000, 8010)}:80"] : [],
            },
        };
    }

    private static DeclaredWorkload Workload(string name, int line, params string[] dependencies) => new(
        new WorkloadSpec { Key = new WorkloadKey(name), Image = "i", DependsOn = [.. dependencies] }, "/m/all.json", line, "$");
}
