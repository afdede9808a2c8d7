package dev.bailiwick.cli.audit;

/** A form of writing an audit down: always the same text for the same audit. */
enum Report {
    TEXT {
        @Override
        String of(Audit audit) {
            return TextReport.of(audit);
        }
    },
    JSON {
        @Override
        String of(Audit audit) {
            return JsonReport.of(audit);
        }
    },
    SARIF {
        @Override
        String of(Audit audit) {
            return SarifReport.of(audit);
        }
    };

    abstract String of(Audit audit);
}
