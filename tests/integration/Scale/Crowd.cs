using System.Globalization;

namespace OciReconciler.IntegrationTests;

/// <summary>Many workloads that differ in nothing but their names, on the stand-in for an engine.</summary>
public static class Crowd
{
    /// <summary>A pattern for their units.</summary>
    public const string Units = "docker-n*.service";

    /// <summary>A pattern for the slices that hold them.</summary>
    public const string Holders = "oci-n*.slice";

    /// <summary>Where manifests wait: on the file system of the directory that they are renamed into.</summary>
    public const string Staging = "/etc/oci-reconciler/drop";

    private const string AnyName = "NAME";

    /// <summary>The name of one; all are of one length.</summary>
    public static string Name(int index) => $"n{index:0000}";

    /// <summary>Its unit.</summary>
    public static string Unit(int index) => $"docker-{Name(index)}.service";

    /// <summary>The slice that holds it.</summary>
    public static string Holder(int index) => $"oci-{Name(index)}.slice";

    /// <summary>Puts their manifests into the directory, one file a workload, all in one moment: seconds since 1970.</summary>
    public static async Task<double> DropAsync(Lab lab, IEnumerable<int> which, string edition, bool autoStart = true)
    {
        await StageAsync(lab, which, edition, autoStart);
        var dropped = await lab.ShellAsync($"date +%s.%N; mv {Staging}/*.json {Controller.Manifests}/");
        return double.Parse(dropped.Text, CultureInfo.InvariantCulture);
    }

    /// <summary>Writes their manifests where they can be renamed into the directory from.</summary>
    public static async Task StageAsync(Lab lab, IEnumerable<int> which, string edition, bool autoStart = true)
    {
        const string Script = """
            mkdir -p "$1"; cd "$1"
            export MANIFEST="$2"
            echo "$3" | tr ' ' '\n' | awk '{
                text = ENVIRON["MANIFEST"]; gsub(/NAME/, $1, text)
                file = $1 ".json"; print text > file; close(file)
            }'
            """;
        (await lab.ExecAsync(
            "sh", "-ec", Script, "sh", Staging, ManifestOf(AnyName, edition, autoStart), string.Join(' ', which.Select(Name)))).Succeeded();
    }

    private static string ManifestOf(string name, string edition, bool autoStart)
    {
        var spec = new JsonObject
        {
            ["image"] = "stand-in:1",
            ["environment"] = new JsonObject { ["EDITION"] = edition },
            ["minReadySeconds"] = 0,
        };
        if (!autoStart)
            spec["autoStart"] = false;
        return Manifest.Of(name, spec);
    }
}
