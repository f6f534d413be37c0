using OciReconciler.UnitTests.Secrets;

namespace OciReconciler.UnitTests.Manifests;

/// <summary>
/// Secrets that cannot be, and values that are still encrypted. Each row: what it is, the document, and all its errors as LINE: PATH:
/// MESSAGE.
/// </summary>
internal static class SecretRefusals
{
    private const string Armor = SampleSecret.ArmorInJson;
    private const string Ok = $"'name': 'db', 'age': '{Armor}'";
    private const string NoArmor =
        "is no armored text of age, which begins with -----BEGIN AGE ENCRYPTED FILE-----: encrypt the plain text with age --armor";
    private const string StillAge =
        "is text that age has encrypted, and would be used as it is: write it into spec.secrets, as age of a secret";
    private const string StillSops =
        "is a value that SOPS has encrypted, and would be used as it is: write it into spec.secrets, encrypted by age";

    public static IEnumerable<Refusal> Rows =>
    [
        Secret("no list", "{}", "expected a list of objects, each with a name and age or ageFile, found an object", ""),
        Secret("no object", "['db']", "expected an object, found a string"),
        Secret("nothing in it", "[{'name': 'db'}]",
            "needs exactly one of age (the ciphertext, armored) and ageFile (a file of the repository)"),
        Secret("both", $"[{{{Ok}, 'ageFile': 'db.age'}}]",
            "needs exactly one of age (the ciphertext, armored) and ageFile (a file of the repository)"),
        Secret("no name", $"[{{'age': '{Armor}'}}]", "\"name\" is missing, and required. Name of the secret."),
        Secret("name that is a path", $"[{{'name': '../db', 'age': '{Armor}'}}]",
            "\"../db\" is no name of a secret: letters, digits, '_', '.' and '-' are allowed, at most 64, the first a letter or digit",
            "[0].name"),
        Secret("plain text", "[{'name': 'db', 'age': 'hunter2'}]", NoArmor, "[0].age"),
        Secret("value of SOPS", "[{'name': 'db', 'age': 'ENC[AES256_GCM,data:x]'}]",
            "is a value of SOPS, which is not decrypted here: encrypt the plain text with age --armor", "[0].age"),
        Secret("armor without an end", "[{'name': 'db', 'age': '-----BEGIN AGE ENCRYPTED FILE-----\\nYWdl\\n'}]",
            "is cut off: the armor does not end with -----END AGE ENCRYPTED FILE-----", "[0].age"),
        Secret("armor with something after it", $"[{{'name': 'db', 'age': '{Armor}x'}}]",
            "has something after the end of the armor: give one armored text alone", "[0].age"),
        Secret("armor of no base64",
            "[{'name': 'db', 'age': '-----BEGIN AGE ENCRYPTED FILE-----\\n*\\n-----END AGE ENCRYPTED FILE-----'}]",
            "is damaged: what stands in the armor is no base64", "[0].age"),
        Secret("armor of something else",
            "[{'name': 'db', 'age': '-----BEGIN AGE ENCRYPTED FILE-----\\nAAAA\\n-----END AGE ENCRYPTED FILE-----'}]",
            "is no ciphertext of age as it is known here: it does not begin with age-encryption.org/v1 and a recipient. Encrypt the plain "
            + "text with age", "[0].age"),
        Secret("ciphertext without an end",
            $"[{{'name': 'db', 'age': '{ArmorOf("age-encryption.org/v1\n-> X25519 a\nb\n--- c\nd")}'}}]",
            "is cut off: the ciphertext has no end", "[0].age"),
        Secret("file without a repository", "[{'name': 'db', 'ageFile': 'secrets/db.age'}]",
            "a file beside a manifest is read in git sources alone: write age with the armored text in its place (age --armor)",
            "[0].ageFile"),
        Secret("file elsewhere", "[{'name': 'db', 'ageFile': '../db.age'}]",
            "\"../db.age\" has an empty name, \".\" or \"..\" in it: write the path below the source's path, such as secrets/db.age",
            "[0].ageFile"),
        Secret("file of the host", "[{'name': 'db', 'ageFile': '/etc/db.age'}]",
            "\"/etc/db.age\" is absolute: write the path in the repository, below the source's path", "[0].ageFile"),
        Secret("relative target", $"[{{{Ok}, 'target': 'db'}}]",
            "\"db\" is no absolute path: it must begin with '/'", "[0].target"),
        Secret("target with a comma", $"[{{{Ok}, 'target': '/a,readonly=false'}}]",
            "\"/a,readonly=false\" has ',', ':' or '\"' in it, which the engines cannot take here: choose another path", "[0].target"),
        Secret("target that goes up", $"[{{{Ok}, 'target': '/a/../b'}}]",
            "\"/a/../b\" has \".\" or \"..\" in it: write the path without", "[0].target"),
        Secret("target of environment", $"[{{{Ok}, 'environment': true, 'target': '/a'}}]",
            "has target, owner or mode beside \"environment\": true, and environment is no file in the container: remove them"),
        Secret("owner by name", $"[{{{Ok}, 'owner': 'postgres'}}]",
            "\"postgres\" is no owner: write UID or UID:GID, in numbers", "[0].owner"),
        Secret("mode that others write", $"[{{{Ok}, 'mode': '0666'}}]",
            "\"0666\" is no mode of a secret: write one such as 0400, 0440 or 0444", "[0].mode"),
        Secret("given twice", $"[{{{Ok}}}, {{{Ok}, 'target': '/a'}}]", "\"db\" is given twice: rename or remove one", ""),
        Secret("one target", $"[{{{Ok}, 'target': '/a'}}, {{'name': 'x', 'age': '{Armor}', 'target': '/a'}}]",
            "two secrets have the target \"/a\", and only one can: give one another target", ""),
        Secret("target of a volume", $"[{{{Ok}, 'target': '/a'}}], 'volumes': ['/x:/a']",
            "a volume has the place \"/a\" in the container already: give the secret another target", ""),
        Secret("mode with podman.user", $"[{{{Ok}, 'mode': '0444'}}], 'podman': {{'user': 'alice'}}",
            "\"db\" has an owner or a mode, and with podman.user the file is that user's alone, who is root in the container: remove them; "
            + "for another user in the container give podman --userns=keep-id:uid=UID in extraOptions", ""),
        new("secrets in NixOS's shape", Sample.Nix("'secrets': []"),
            "2: $.containers.web.secrets: unknown field \"secrets\": known here are autoRemoveOnStop, autoStart, capabilities, cmd, "
            + "dependsOn, devices, entrypoint, environment, environmentFiles, extraOptions, hostname, image, imageFile, imageStream, "
            + "labels, log-driver, login, networks, podman, ports, preRunExtraOptions, privileged, pull, serviceName, user, volumes, "
            + "workdir"),
        new("armor as a variable", Sample.Spec($"'environment': {{'A': 'x{Armor}'}}"), $"3: $.spec.environment.A: {StillAge}"),
        new("binary as a variable", Sample.Spec("'environment': {'A': 'age-encryption.org/v1'}"), $"3: $.spec.environment.A: {StillAge}"),
        new("armor in a list", Sample.Spec($"'cmd': ['{Armor}']"), $"3: $.spec.cmd[0]: {StillAge}"),
        new("value of SOPS as a variable", Sample.Spec("'environment': {'A': 'ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]'}"),
            $"3: $.spec.environment.A: {StillSops}"),
        new("value of SOPS as the name of a secret", Sample.Spec($"'secrets': [{{{Ok}, 'target': '/ENC[AES256_GCM'}}, {{'name': 'x', "
            + $"'age': '{Armor}', 'target': '/ENC[AES256_GCM;'}}], 'workdir': '/ENC[AES256_GCM,'"), $"3: $.spec.workdir: {StillSops}"),
        new("value of SOPS in NixOS's shape", Sample.Nix("'environment': {'A': 'ENC[AES256_GCM,data:x]'}"),
            $"2: $.containers.web.environment.A: {StillSops}"),
        new("file of SOPS", """
            {"apiVersion": "oci-reconciler/v1", "kind": "Container", "metadata": {"name": "web"}, "spec": {"image": "nginx"},
             "sops": {"mac": "x"}}
            """,
            "2: $.sops: unknown field \"sops\": this file is encrypted by SOPS, which is not decrypted here: write each secret into "
            + "spec.secrets, encrypted by age"),
        new("sealed secret", """{"apiVersion": "bitnami.com/v1alpha1", "kind": "SealedSecret", "spec": {"encryptedData": {"a": "x"}}}""",
            "1: $.apiVersion: \"bitnami.com/v1alpha1\" is not known: write \"oci-reconciler/v1\"",
            "1: $.kind: \"SealedSecret\" is not known: sealed secrets are for Kubernetes: write each secret into spec.secrets, encrypted "
            + "by age"),
    ];

    private static Refusal Secret(string name, string secrets, string message, string at = "[0]") =>
        new($"secret: {name}", Sample.Spec($"'secrets': {secrets}"), $"3: $.spec.secrets{at}: {message}");

    private static string ArmorOf(string content) =>
        new AgeCiphertext(Encoding.ASCII.GetBytes(content)).Armor.Replace("\n", "\\n", StringComparison.Ordinal);
}
