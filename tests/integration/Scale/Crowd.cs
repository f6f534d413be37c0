using System.Globalization;

namespace OciReconciler.IntegrationTests;

/// <summary>Many workloads that differ in nothing but their names, on the stand-in for an engine.</summary>
public static class Crowd
{
    /// <summary>A pattern for their units.</summary>
    public const string Units = "docker-n*.service";

    /// <summary>A pattern for the slices that hold them.</summary>
    public const string Holders = "oci-n*.slice";

    /// <summary>The name of one.</summary>
    public static string Name(int index) => $"n{index:000}";

    /// <summary>Its unit.</summary>
    public static string Unit(int index) => $"docker-{Name(index)}.service";

    /// <summary>Puts their manifests into the directory, one file a workload, all in one moment: seconds since 1970.</summary>
    public static async Task<double> DropAsync(Lab lab, IEnumerable<int> which, string edition)
    {
        var list = new JsonArray([.. which.Select(index => JsonNode.Parse(Manifest.Of(Name(index), new JsonObject
        {
            ["image"] = "stand-in:1",
            ["environment"] = new JsonObject { ["EDITION"] = edition },
            ["minReadySeconds"] = 0,
        })))]);
        await lab.WriteFileAsync("/run/drop.json", list.ToJsonString());
        // On the directory's own file system, so that each is renamed into place.
        var dropped = await lab.ShellAsync($"""
            mkdir -p /etc/oci-reconciler/drop; cd /etc/oci-reconciler/drop
            jq -r '.[] | .metadata.name, tojson' /run/drop.json \
                | while read -r name && read -r manifest; do echo "$manifest" > "$name.json"; done
            date +%s.%N; mv *.json {Controller.Manifests}/
            """);
        return double.Parse(dropped.Text, CultureInfo.InvariantCulture);
    }
}
